import { TestBed } from '@angular/core/testing';
import type { Subscription } from 'rxjs';
import { Waits } from './waits';

describe('Waits', () => {
  it('tells the longest wait, then the next, then none', () => {
    const waits = TestBed.inject(Waits);
    const wait = (milliseconds: number): Subscription =>
      waits.pause({ reason: 'rate-limit', milliseconds }).subscribe();
    expect(waits.longest()).toBeUndefined();
    const [short, long, middle] = [wait(10_000), wait(30_000), wait(20_000)];
    expect(waits.longest()?.milliseconds).toBe(30_000);
    long.unsubscribe();
    expect(waits.longest()?.milliseconds).toBe(20_000);
    middle.unsubscribe();
    short.unsubscribe();
    expect(waits.longest()).toBeUndefined();
  });
});
