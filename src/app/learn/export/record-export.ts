import { ChangeDetectionStrategy, Component, DOCUMENT, inject, signal } from '@angular/core';
import { isExchange, type Entry, type Exchange } from '../record/entry';
import { InspectorRecord } from '../record/inspector-record';
import { without } from '../record/without';
import { copy, download } from './copy';
import { har } from './har';
import { mermaid } from './mermaid';

/** The whole record as a file or a text. Secrets are replaced, unless the user asks for signatures. */
@Component({
  selector: 'app-record-export',
  template: `
    <details class="i-menu">
      <summary class="i-button">Export</summary>
      <div class="i-menu-body">
        <button type="button" class="i-button" (click)="saveHar()">Save as HAR</button>
        <button type="button" class="i-button" (click)="saveJson()">Save as JSON</button>
        <button type="button" class="i-button" (click)="copyMermaid()">Copy as Mermaid</button>
        <label
          ><input #whole type="checkbox" (change)="withSignatures.set(whole.checked)" /> With the signatures of
          proofs</label
        >
        <label
          ><input #keep type="checkbox" [checked]="record.keepsSecrets()" (change)="record.keepSecrets(keep.checked)" />
          Keep whole proofs after a reload</label
        >
        <p class="i-soft">
          Tokens, codes and nonces are never in it. A proof with its signature can be used once, until it is five
          minutes old.
        </p>
        <span role="status">{{ outcome() }}</span>
      </div>
    </details>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RecordExport {
  protected readonly record = inject(InspectorRecord);
  readonly #document = inject(DOCUMENT);
  protected readonly withSignatures = signal(false);
  protected readonly outcome = signal('');

  protected saveHar(): void {
    const proofOf = (exchange: Exchange): string | undefined =>
      this.withSignatures() ? this.record.proofOf(exchange) : undefined;
    download(this.#document, 'inspector.har', JSON.stringify(har(this.record.entries(), proofOf), null, 2));
  }

  protected saveJson(): void {
    const entries = this.record.entries().map((entry) => this.#shown(entry));
    download(this.#document, 'inspector.json', JSON.stringify(entries, null, 2));
  }

  protected async copyMermaid(): Promise<void> {
    this.outcome.set(await copy(mermaid(this.record.entries()), 'The text of a diagram'));
  }

  #shown(entry: Entry): Entry {
    if (!isExchange(entry) || !entry.proof) return entry;
    const compact = this.withSignatures() ? this.record.proofOf(entry) : undefined;
    return { ...entry, proof: { ...without(entry.proof, 'compact'), ...(compact !== undefined && { compact }) } };
  }
}
