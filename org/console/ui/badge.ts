import { html, type Html } from '../../pages/page.js';

/** What a badge says beyond its words, by colour and mark. */
export type Tone = 'good' | 'bad' | 'warn' | 'plain';

const MARKS: Record<Tone, string> = { good: '✓', bad: '✕', warn: '↻', plain: '' };

/** A word that stands out. The mark says the same as the colour. */
export function badge(text: string, tone: Tone = 'plain'): Html {
  const mark = MARKS[tone];
  return html`<span class="badge ${tone}"
    >${mark ? html`<span aria-hidden="true">${mark}</span> ` : undefined}${text}</span
  >`;
}
