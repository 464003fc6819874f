import type { Output } from '../../cli/program.js';
import { fit } from './text.js';

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Style = keyof typeof CODES;

/** Marks text for a stream: with colours where it is a terminal and nobody minds. */
export type Paint = (style: Style, text: string) => string;

/**
 * What people and other programs see: results on stdout, all else on stderr. Colours and the line that shows progress are
 * for terminals only.
 */
export class Terminal {
  private progressing = false;

  constructor(
    private readonly stdout: Output,
    private readonly stderr: Output,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** Columns of stdout; without end where it is no terminal. */
  get width(): number {
    return this.stdout.isTTY ? columnsOf(this.stdout) : Infinity;
  }

  /** Columns of stderr. */
  get errorWidth(): number {
    return this.stderr.isTTY ? columnsOf(this.stderr) : 100;
  }

  /** For stdout. */
  readonly paint: Paint = (style, text) => this.painted(this.stdout, style, text);

  /** For stderr. */
  readonly paintError: Paint = (style, text) => this.painted(this.stderr, style, text);

  /** A line of the result. */
  print(line = ''): void {
    this.clearProgress();
    this.stdout.write(`${line}\n`);
  }

  /** A line about it. */
  say(line = ''): void {
    this.clearProgress();
    this.stderr.write(`${line}\n`);
  }

  /** Replaces the line that shows progress. */
  progress(text: string): void {
    if (!this.stderr.isTTY || this.environment['TERM'] === 'dumb') return;
    this.clearProgress();
    this.stderr.write(this.paintError('dim', fit(text, this.errorWidth - 1)));
    this.progressing = true;
  }

  clearProgress(): void {
    if (this.progressing) this.stderr.write('\r\x1b[2K');
    this.progressing = false;
  }

  private painted(stream: Output, style: Style, text: string): string {
    // https://no-color.org: set to anything but nothing.
    const coloured = stream.isTTY && !this.environment['NO_COLOR'] && this.environment['TERM'] !== 'dumb';
    return coloured ? `\x1b[${CODES[style]}m${text}\x1b[0m` : text;
  }
}

/** A terminal may not know its width, or say 0. */
function columnsOf({ columns = 0 }: Output): number {
  return columns || 80;
}
