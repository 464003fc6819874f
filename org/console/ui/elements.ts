import { html, type Html } from '../../pages/page.js';

/** Content of a table cell or of a fact. */
export type Content = string | number | Html;

/** What a badge says besides its text, by color and mark. */
export type Tone = 'good' | 'bad' | 'warn' | 'plain';

const MARKS: Record<Tone, string> = { good: '✓', bad: '✕', warn: '↻', plain: '' };

/** A highlighted word. The mark says the same as the color. */
export function badge(text: string, tone: Tone = 'plain'): Html {
  const mark = MARKS[tone];
  return html`<span class="badge ${tone}"
    >${mark ? html`<span aria-hidden="true">${mark}</span> ` : undefined}${text}</span
  >`;
}

/** The status of an app or of a trusted origin. */
export function statusBadge({ status }: { status: 'ACTIVE' | 'INACTIVE' }): Html {
  return status === 'ACTIVE' ? badge('Active', 'good') : badge('Inactive', 'bad');
}

/** Secondary text, such as a placeholder for a value that is not set. */
export function muted(text: string): Html {
  return html`<span class="muted">${text}</span>`;
}

/**
 * A point in time.
 *
 * @param seconds whether to show them
 */
export function time(iso: string | null, seconds = false): Html {
  if (iso === null) return muted('never');
  const text = iso.slice(0, seconds ? 19 : 16).replace('T', ' ');
  return html`<time datetime="${iso}">${text} UTC</time>`;
}

/** A list of names with their values. Undefined entries are left out. */
export function facts(...entries: (readonly [name: string, value: Content] | undefined)[]): Html {
  return html`<dl class="facts">
    ${entries.map((entry) =>
      entry
        ? html`<dt>${entry[0]}</dt>
            <dd>${entry[1]}</dd>`
        : '',
    )}
  </dl>`;
}

/**
 * A table, which becomes a list of cards on narrow screens. The roles are explicit, because browsers drop them when
 * CSS changes `display`.
 */
export function table({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: readonly string[];
  rows: readonly (readonly Content[])[];
}): Html {
  return html`<table role="table">
    <caption class="hidden">
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (cells) =>
          html`<tr role="row">
            ${cells.map(
              (cell, index) =>
                html`<td role="cell">
                  <span class="label" aria-hidden="true">${columns[index]}</span>
                  <div>${cell}</div>
                </td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
