import { provideZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Instant } from './instant';

describe('Instant', () => {
  async function show(value: string | null): Promise<HTMLElement> {
    TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection()] });
    const fixture = TestBed.createComponent(Instant);
    fixture.componentRef.setInput('value', value);
    fixture.componentRef.setInput('absent', 'Never');
    await fixture.whenStable();
    return fixture.nativeElement as HTMLElement;
  }

  it('shows a date for users, and the exact one for machines', async () => {
    const time = (await show('2026-11-21T08:00:00.000Z')).querySelector('time');
    expect(time?.dateTime).toBe('2026-11-21T08:00:00.000Z');
    expect(time?.textContent).toContain('2026');
  });

  for (const value of [null, '', 'yesterday']) {
    it(`shows no date for ${JSON.stringify(value)}`, async () => {
      const view = await show(value);
      expect(view.textContent.trim()).toBe('Never');
      expect(view.querySelector('time')).toBeNull();
    });
  }
});
