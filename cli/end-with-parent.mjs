// Ends this process by SIGTERM when the process that started it is gone, however that ended. Import it before anything
// else; `node --import` loads it into a program that is not ours. JavaScript, since that needs no loader.
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** Milliseconds between two looks at npm. */
const INTERVAL = 500;

if (isMainThread) {
  if (process.connected !== undefined) endWithChannel();
  else if (process.env.npm_lifecycle_event) endWithNpm();
}

function end() {
  process.kill(process.pid, 'SIGTERM');
}

/** One of our programs started this one, with an IPC channel. The system closes the channel with the other process. */
function endWithChannel() {
  if (!process.connected) return end();
  process.once('disconnect', end);
  // A listener keeps the channel open, and with it the process.
  process.channel.unref();
}

/**
 * npm opens no channel. It passes SIGTERM on to its shell only, and after SIGKILL it passes on nothing. Debian's shell
 * (dash) then ends without a word to this process, or waits for it without npm.
 */
function endWithNpm() {
  const started = ancestors();
  setInterval(() => {
    if (ancestors() !== started) end();
  }, INTERVAL).unref();
}

/** The process IDs from the parent up to npm. Only Linux tells the second one; shells elsewhere become their command. */
function ancestors() {
  const parent = process.ppid;
  const { name, ppid } = statusOf(parent);
  return /^(npm|node)/.test(name) ? `${parent}` : `${parent} ${ppid}`;
}

/** See proc(5): `pid (name) state ppid …`. The name may have spaces and parentheses. */
function statusOf(pid) {
  try {
    const [, name, ppid] = /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return { name, ppid };
  } catch {
    return { name: '', ppid: '' };
  }
}
