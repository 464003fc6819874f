import { html, type Html } from '../../pages/page.js';

/** A point in time for people; seconds on demand. */
export function time(iso: string | null, seconds = false): Html {
  if (iso === null) return html`<span class="muted">never</span>`;
  const text = iso.slice(0, seconds ? 19 : 16).replace('T', ' ');
  return html`<time datetime="${iso}">${text} UTC</time>`;
}
