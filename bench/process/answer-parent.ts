import { microseconds } from '../measure/cpu-time.js';

/** In bytes. */
export interface Memory {
  rss: number;
  heapUsed: number;
}

type Answers = Record<string, (argument: never) => unknown>;

/**
 * Tells the parent process that this program is ready, and answers its questions: `cpu`, `memory`, and those given. A
 * program that was started from a shell has no parent to talk to.
 *
 * @param close called when the parent is gone
 */
export function answerParent(started: object, close: () => Promise<unknown>, answers: Answers = {}): void {
  if (!process.send) return;
  const all: Answers = {
    cpu: () => microseconds(process.cpuUsage()),
    memory: (): Memory => {
      globalThis.gc?.(); // with --expose-gc
      const { rss, heapUsed } = process.memoryUsage();
      return { rss, heapUsed };
    },
    ...answers,
  };
  process.on('message', ({ question, argument }: { question: string; argument: object }) => {
    void Promise.resolve(all[question]!(argument as never)).then((answer) => process.send!(answer));
  });
  process.once('disconnect', () => void close());
  process.send(started);
}

/** What the parent has given this program. */
export function settings(): unknown {
  return JSON.parse(process.argv[2] ?? '{}');
}
