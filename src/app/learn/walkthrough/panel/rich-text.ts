import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** A text with `code` in backticks and **names of fields** in asterisks. */
@Component({
  selector: 'app-rich-text',
  // On one line: a line break would be a space in the text.
  // prettier-ignore
  template: `@for (part of parts(); track $index) {@switch (part.kind) {@case ('code') {<code>{{ part.text }}</code>}@case ('name') {<strong>{{ part.text }}</strong>}@default {<span>{{ part.text }}</span>}}}`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RichText {
  readonly text = input.required<string>();
  protected readonly parts = computed(() =>
    this.text()
      .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
      .filter(Boolean)
      .map((part) => {
        if (part.startsWith('`')) return { kind: 'code', text: part.slice(1, -1) };
        return part.startsWith('**') ? { kind: 'name', text: part.slice(2, -2) } : { kind: 'text', text: part };
      }),
  );
}
