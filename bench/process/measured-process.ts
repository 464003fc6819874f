import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Memory } from './answer-parent.js';

/** A program in a process of its own, so that it is measured and not the one who makes the load. It ends with this one. */
export class MeasuredProcess<Started> {
  private constructor(
    private readonly child: ChildProcess,
    /** What the program said when it was ready. */
    readonly started: Started,
  ) {}

  /** @param program its file in this folder @param settings what it is given, as JSON */
  static async start<Started>(program: string, settings: object = {}): Promise<MeasuredProcess<Started>> {
    const child = fork(join(import.meta.dirname, program), [JSON.stringify(settings)], {
      execArgv: [...process.execArgv, '--expose-gc'],
    });
    const [started] = (await once(child, 'message')) as [Started];
    return new MeasuredProcess(child, started);
  }

  /** Asks the program. One question at a time. */
  async ask<Answer>(question: string, argument: object = {}): Promise<Answer> {
    this.child.send({ question, argument });
    return ((await once(this.child, 'message')) as [Answer])[0];
  }

  /** Microseconds of CPU time that the process has used. */
  cpu(): Promise<number> {
    return this.ask('cpu');
  }

  /** After garbage collection. */
  memory(): Promise<Memory> {
    return this.ask('memory');
  }

  async end(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }
}
