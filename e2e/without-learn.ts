/** What goes with the folder src/app/learn: lines of other files, by the pattern of what is left out. */
export const LEARN = 'src/app/learn';
export const LINES_OF_LEARN: readonly [file: string, lines: RegExp][] = [
  ['src/app/app.config.ts', /^.*provideInspector.*\n/gm],
];
