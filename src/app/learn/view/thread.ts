import { DOCUMENT, inject, Injectable } from '@angular/core';

/**
 * What is the same in several places: a key, a nonce, a token. Elements name it in `data-thread`. Pointing at one shows all,
 * by one rule of a style sheet, so that no row has to be looked at.
 */
@Injectable({ providedIn: 'root' })
export class Threads {
  readonly #sheet = new CSSStyleSheet();

  constructor() {
    const document = inject(DOCUMENT);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet];
    document.addEventListener('mouseover', ({ target }) => this.#show((target as Element).closest('[data-thread]')));
    // A row that has the focus shows its nonce; its key is that of nearly all others.
    document.addEventListener('focusin', ({ target }) => {
      const row = (target as Element).closest('.i-row');
      this.#show(row?.querySelector('[data-thread^=nonce]') ?? null);
    });
  }

  #show(element: Element | null): void {
    const [thread] = element?.getAttribute('data-thread')?.split(' ') ?? [];
    this.#sheet.replaceSync(
      thread === undefined
        ? ''
        : `[data-thread~="${CSS.escape(thread)}"] { outline: 2px solid var(--accent); outline-offset: 2px; }`,
    );
  }
}
