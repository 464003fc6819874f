import { isExchange, type Entry } from '../record/entry';
import { rowsOf } from '../view/rows';

/** The record as the text of a Mermaid sequence diagram. */
export function mermaid(entries: readonly Entry[]): string {
  const lines = rowsOf(entries).flatMap(({ entry, method, path, status, word, note, gives, thumbprint, lane }) => {
    const key = thumbprint === undefined ? '' : ` [key ${thumbprint.slice(0, 8)}]`;
    if (isExchange(entry)) {
      const server = entry.lane === 'auth' ? 'AS' : 'API';
      const nonce = gives === undefined ? '' : `, nonce ${gives}`;
      return [
        `B->>${server}: ${method} ${text(path)}${key}`,
        `${server}-->>B: ${text(status)}${word ? ` ${text(word)}` : ''}${nonce}`,
      ];
    }
    if (lane === 'browser') return [`Note over B: ${text(note)}${key}`];
    return [entry.kind === 'redirect' ? `B->>AS: ${text(note)}` : `AS-->>B: ${text(note)}${key}`];
  });
  const participants = ['participant B as Browser', 'participant AS as Authorization server', 'participant API as API'];
  return ['sequenceDiagram', ...[...participants, ...lines].map((line) => `  ${line}`), ''].join('\n');
}

/** Mermaid ends a statement at these. */
const text = (value: string): string => value.replaceAll(/[;#\n]/g, ' ');
