import { html, type Html } from '../../pages/page.js';

/** Content of a table cell or of a fact. */
export type Content = string | number | Html;

/**
 * What a badge says besides its text, by color and shape. Red is for harm only, so a request that was refused has the
 * color of the text.
 */
export type Tone = 'good' | 'asked' | 'stopped' | 'off' | 'plain';

/** The shapes, as paths on a square of 16: a tick, a diamond, a bar, a ring. */
const SHAPES: Record<Tone, string | undefined> = {
  good: 'M2.5 8.5l4 4 7-9',
  asked: 'M8 2l6 6-6 6-6-6z',
  stopped: 'M1.5 8H9M11.5 2.5v11',
  off: 'M8 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z',
  plain: undefined,
};

/** A word with a shape that says the same as its color. */
export function badge(text: string, tone: Tone = 'plain'): Html {
  const shape = SHAPES[tone];
  return html`<span class="badge ${tone}"
    >${shape && html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${shape}" /></svg>`}${text}</span
  >`;
}

/** The status of an app or of a trusted origin. */
export function statusBadge({ status }: { status: 'ACTIVE' | 'INACTIVE' }): Html {
  return status === 'ACTIVE' ? badge('Active', 'good') : badge('Inactive', 'off');
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
        ? html`<div>
            <dt>${entry[0]}</dt>
            <dd>${entry[1]}</dd>
          </div>`
        : '',
    )}
  </dl>`;
}

/** Values of one kind, each on a line of its own. */
export function lines(values: readonly Content[], none = 'none'): Html {
  if (values.length === 0) return muted(none);
  return html`<ul>
    ${values.map((value) => html`<li>${value}</li>`)}
  </ul>`;
}

/**
 * A table, which becomes a list of cards where there is little room. The roles are explicit, because browsers drop them
 * when CSS changes `display`.
 *
 * @param className of a table with a layout of its own
 */
export function table({
  caption,
  columns,
  rows,
  className,
}: {
  caption: string;
  columns: readonly string[];
  rows: readonly (readonly Content[])[];
  className?: string | undefined;
}): Html {
  return html`<table role="table" ${className && html`class="${className}"`}>
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
