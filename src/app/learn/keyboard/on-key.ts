import { DestroyRef, DOCUMENT, inject } from '@angular/core';
import { SingleKeys } from './single-keys';

/**
 * Listens to keys, anywhere on the page, as long as the component lives that calls this.
 *
 * @param handle `isSingle`: pressed without a modifier, not into a field, and letters and signs are not switched off
 */
export function onKey(handle: (event: KeyboardEvent, isSingle: boolean) => void): void {
  const document = inject(DOCUMENT);
  const single = inject(SingleKeys);
  const listener = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const isTyping = target.matches('input, textarea, select') || target.isContentEditable;
    const isOff = event.key.length === 1 && !single.on();
    handle(event, !isTyping && !isOff && !event.ctrlKey && !event.metaKey && !event.altKey);
  };
  document.addEventListener('keydown', listener);
  inject(DestroyRef).onDestroy(() => document.removeEventListener('keydown', listener));
}
