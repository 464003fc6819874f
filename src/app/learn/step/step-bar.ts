import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { onKey } from '../keyboard/on-key';
import { StepMode } from './step-mode';

/** Switches step mode, and lets the request go on that is held. */
@Component({
  selector: 'app-step-bar',
  template: `
    <label class="i-hold"
      ><input #hold type="checkbox" [checked]="step.on()" (change)="step.switch(hold.checked)" /> Hold each
      request</label
    >
    @if (step.held(); as held) {
      <div class="i-held-box" role="status">
        <p>
          <strong>About to be signed.</strong>
          <span class="i-soft"> No proof exists yet: it is made when you continue, so it is fresh.{{ more() }}</span>
        </p>
        <dl class="i-facts">
          @for (fact of facts(); track fact.name) {
            <div>
              <dt>{{ fact.name }}</dt>
              <dd>
                <code>{{ fact.value }}</code>
                <span class="i-soft">{{ fact.note }}</span>
              </dd>
            </div>
          }
        </dl>
        <p class="i-hold-actions">
          <button type="button" class="i-button i-lead" (click)="step.continue()">Continue</button>
          <button type="button" class="i-button" (click)="step.switch(false)">
            Let it run <kbd aria-hidden="true">r</kbd>
          </button>
        </p>
      </div>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'i-step' },
})
export class StepBar {
  protected readonly step = inject(StepMode);
  protected readonly more = computed(() => {
    const others = this.step.waiting() - 1;
    return others > 0 ? ` ${others} more behind it.` : '';
  });
  protected readonly facts = computed(() => {
    const { method = '', url = '' } = this.step.held() ?? {};
    const { origin, pathname, search } = new URL(url, 'http://localhost');
    return [
      { name: 'htm', value: method, note: '' },
      { name: 'htu', value: origin + pathname, note: search ? 'The query is left out.' : '' },
      { name: 'iat', value: 'the second you continue', note: '' },
      { name: 'jti', value: 'a new random id', note: '' },
      { name: 'ath', value: 'the hash of the access token', note: '' },
    ];
  });

  constructor() {
    onKey(({ key }, isSingle) => {
      if (key === 'r' && isSingle && this.step.held()) this.step.switch(false);
    });
  }
}
