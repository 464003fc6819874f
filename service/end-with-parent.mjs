// Loaded into the local org before its own code. Its standard input is a pipe that the service holds open: it closes when
// the service ends, by whatever signal. SIGTERM lets the org write its state first.
import { isMainThread } from 'node:worker_threads';

if (isMainThread) process.stdin.once('close', () => process.kill(process.pid, 'SIGTERM')).resume();
