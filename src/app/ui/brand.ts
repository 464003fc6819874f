import { ChangeDetectionStrategy, Component } from '@angular/core';

/** Name and mark of the product: two rings that share a core, as token and proof share a key. */
@Component({
  selector: 'app-brand',
  template: `
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="8.5" cy="12" r="7" />
      <circle cx="15.5" cy="12" r="7" />
      <circle class="core" cx="12" cy="12" r="2" />
    </svg>
    DPoP on Okta
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Brand {}
