import { styleText } from 'node:util';
import type { Output } from '../../../cli/program.js';
import { truncate } from './text.js';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Adds a style to a text, or returns it as it is where colours are off. */
export type Paint = (style: Style, text: string) => string;

/** Results go to stdout, everything else to stderr. Colours and the progress line appear on terminals only. */
export class Terminal {
  private hasProgress = false;
  private readonly stdout: Output;
  private readonly stderr: Output;
  private readonly env: NodeJS.ProcessEnv;

  constructor(stdout: Output, stderr: Output, env: NodeJS.ProcessEnv) {
    this.stdout = stdout;
    this.stderr = stderr;
    this.env = env;
  }

  /** The columns of stdout. Infinite if it is not a terminal. */
  get width(): number {
    return this.stdout.isTTY ? columnsOf(this.stdout) : Infinity;
  }

  /** The columns of stderr. */
  get logWidth(): number {
    return this.stderr.isTTY ? columnsOf(this.stderr) : 100;
  }

  /** For stdout. */
  readonly paint: Paint = (style, text) => this.applyStyle(this.stdout, style, text);

  /** For stderr. */
  readonly paintLog: Paint = (style, text) => this.applyStyle(this.stderr, style, text);

  /** Writes a line of the result to stdout. */
  print(line = ''): void {
    this.clearProgress();
    this.stdout.write(`${line}\n`);
  }

  /** Writes a line to stderr. */
  log(line = ''): void {
    this.clearProgress();
    this.stderr.write(`${line}\n`);
  }

  /** Replaces the progress line. */
  showProgress(text: string): void {
    if (!this.stderr.isTTY || this.env['TERM'] === 'dumb') return;
    this.clearProgress();
    this.stderr.write(this.paintLog('dim', truncate(text, this.logWidth - 1)));
    this.hasProgress = true;
  }

  clearProgress(): void {
    if (this.hasProgress) this.stderr.write('\r\x1b[2K');
    this.hasProgress = false;
  }

  /**
   * `styleText` can look at the stream itself, but then it reads `process.env` instead of the program's environment, and
   * an empty `NO_COLOR` turns colours off (https://no-color.org says not empty).
   */
  private applyStyle(stream: Output, style: Style, text: string): string {
    const hasColours = stream.isTTY && !this.env['NO_COLOR'] && this.env['TERM'] !== 'dumb';
    return hasColours ? styleText(style, text, { validateStream: false }) : text;
  }
}

/** A terminal may report no width, or 0. */
function columnsOf({ columns = 0 }: Output): number {
  return columns || 80;
}
