import { DestroyRef, DOCUMENT, inject } from '@angular/core';

/**
 * Listens to keys, anywhere on the page, as long as the component lives that calls this.
 *
 * @param handle `isSingle`: pressed without a modifier, and not into a field
 */
export function onKey(handle: (event: KeyboardEvent, isSingle: boolean) => void): void {
  const document = inject(DOCUMENT);
  const listener = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const isTyping = target.matches('input, textarea, select') || target.isContentEditable;
    handle(event, !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey);
  };
  document.addEventListener('keydown', listener);
  inject(DestroyRef).onDestroy(() => document.removeEventListener('keydown', listener));
}
