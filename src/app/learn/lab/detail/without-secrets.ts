/** A part of a command: text, or the name of what is hidden. */
export interface Part {
  text: string;
  hidden?: boolean;
}

/** A line that comes more often than this is shown once. */
const OFTEN = 3;

/** A command as it may be shown: without tokens and proofs, and without repetitions. */
export function withoutSecrets(command: string): Part[] {
  const shown = withoutRepetitions(command)
    .replace(/((?:Bearer|DPoP|dpop) )[\w-]+\.[\w.-]+/g, '$1\0$TOKEN\0')
    .replace(/(access_token=)[\w.-]+/g, '$1\0$TOKEN\0')
    .replace(/(DPoP: )\{.*\}/g, '$1\0$PROOF in JSON\0')
    .replace(/(DPoP: |, )[\w-]+\.[\w-]+\.[\w-]*/g, '$1\0$PROOF\0');
  return shown.split('\0').map((text, index) => (index % 2 === 1 ? { text, hidden: true } : { text }));
}

function withoutRepetitions(command: string): string {
  const lines = command.split('\n');
  return lines
    .flatMap((line, index) => {
      if (line === lines[index - 1]) return [];
      let count = 1;
      while (lines[index + count] === line) count++;
      return count > OFTEN ? [`${line}   # ${count} times`] : Array.from({ length: count }, () => line);
    })
    .join('\n');
}
