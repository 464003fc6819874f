import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Excerpt } from '../code/excerpt';

/** Lines of the code of this project: those for bearer tokens only, and those for DPoP. */
@Component({
  selector: 'app-excerpt-view',
  template: `
    @let it = excerpt();
    <details class="w-code" open>
      <summary>
        <svg class="i-icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M5 3l5 5-5 5" /></svg>
        <span class="visually-hidden">Show me the code: </span>
        <code>{{ it.file }}</code>
        <span class="i-soft">{{ about() }}</span>
      </summary>
      <!-- prettier-ignore -->
      <pre tabindex="0" [attr.aria-label]="it.file + ', ' + about()">@for (line of it.lines; track $index) {<span [attr.class]="'w-line ' + (line.mark === '+' ? 'w-add' : line.mark === '-' ? 'w-del' : '')"><b>{{ line.mark }}</b>@for (token of line.tokens; track $index) {<span [attr.class]="token[0] ? 'w-' + token[0] : null">{{ token[1] }}</span>}</span>}</pre>
    </details>
  `,
  preserveWhitespaces: false,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ExcerptView {
  readonly excerpt = input.required<Excerpt>();
  protected readonly about = computed(() => {
    const { from, to, lines } = this.excerpt();
    const where = from === to ? `line ${from}` : `lines ${from} to ${to}`;
    return lines.some(({ mark }) => mark !== ' ') ? `bearer to DPoP, ${where}` : `the same in both, ${where}`;
  });
}
