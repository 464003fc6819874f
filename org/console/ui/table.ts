import { html, type Html } from '../../pages/page.js';

/** A cell's content. */
type Cell = string | Html;

/**
 * A table that becomes a list of cards where there is little room. The roles are written out, since browsers forget
 * them for what is no longer displayed as a table.
 */
export function table({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: readonly string[];
  rows: readonly Cell[][];
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
