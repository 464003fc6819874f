/** HTML that is safe to send. Only {@link html} creates it, and escapes all values. */
export class Html {
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

type Value = string | number | Html | undefined | readonly (string | Html)[];

/** A template for HTML. It escapes values, for text and for quoted attributes, unless they are HTML themselves. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(strings.reduce((text, string, index) => text + escape(values[index - 1]) + string));
}

function escape(value: Value): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(escape).join('');
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The Content-Security-Policy of the org's pages: own styles and images, no scripts, no frames. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The same for a page with a script of the org's own. Inline scripts stay forbidden. */
export const SCRIPT_POLICY = `${PAGE_POLICY}; script-src 'self'`;

/**
 * A complete HTML document.
 *
 * @param styles paths of additional style sheets
 * @param script path of a script, which needs {@link SCRIPT_POLICY}
 */
export function page({
  title,
  body,
  styles = [],
  script,
}: {
  title: string;
  body: Html;
  styles?: string[];
  script?: string | undefined;
}): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title} · Practice org</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/assets/icon.svg" />
        <link rel="stylesheet" href="/assets/org.css" />
        ${styles.map((path) => html`<link rel="stylesheet" href="${path}" />`)}
        ${script && html`<script src="${script}" defer></script>`}
      </head>
      <body>
        ${body}
      </body>
    </html>`.toString();
}
