// @ts-expect-error -- TypeScript has no types by import attributes.
import css from './learn.css' with { loader: 'text' };

/**
 * Gives the page the styles of the inspector: constructed, since a policy such as `style-src 'self'` refuses `<style>`.
 */
export function adoptStyles(document: Document): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css as string);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
