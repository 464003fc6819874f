import { html, type Html } from '../../pages/page.js';

/** The script behind {@link copyButton}. */
export const COPY_SCRIPT = '/assets/copy.js';

/**
 * A button that copies a text of the page. It appears with {@link COPY_SCRIPT} only.
 *
 * @param id of the element with the text
 * @param name what is copied, for a screen reader
 */
export function copyButton(id: string, name: string): Html {
  return html`<button type="button" class="button small" data-copy="${id}" hidden>
      Copy <span class="hidden">${name}</span>
    </button>
    <span class="hint" role="status"></span>`;
}

/** A text to take away as a file or by copying. The link holds the text itself: the org need not store it. */
export function fileOutput({ id, name, file, text }: { id: string; name: string; file: string; text: string }): Html {
  return html`<div class="output">
    <a
      class="button small"
      download="${file}"
      href="data:application/octet-stream;charset=utf-8,${encodeURIComponent(text)}"
      >Download <span class="hidden">${name}</span></a
    >
    ${copyButton(id, name)}
    <details>
      <summary>Show <span class="hidden">${name}</span></summary>
      <pre id="${id}" tabindex="0" role="group" aria-label="${name}">${text}</pre>
    </details>
  </div>`;
}
