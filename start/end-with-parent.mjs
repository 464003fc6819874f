// Loaded into a child process before its own code. The child's standard input is a pipe that the parent holds open:
// it closes when the parent ends, by whatever signal.
import { isMainThread } from 'node:worker_threads';

if (isMainThread) process.stdin.once('close', () => process.exit()).resume();
