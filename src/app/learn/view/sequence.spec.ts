import { provideZonelessChangeDetection } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import type { Entry, Exchange } from '../record/entry';
import { NO_FILTER, type Filter } from './rows';
import { Sequence } from './sequence';

const THUMBPRINT = 'aF3j8RhSazM2UsyVOJxZ9dO1AixHPAHVfbPLD47TKuc';

function exchange(id: number, change: Partial<Exchange> = {}): Exchange {
  return {
    ...{ kind: 'exchange', id, at: 1_800_000_000_000 + id, group: id, attempt: 1, lane: 'api', method: 'GET' },
    url: `https://org.example/api/v1/users?page=${id}`,
    proof: { header: {}, claims: { htm: 'GET', jti: String(id) }, thumbprint: THUMBPRINT, length: 1000 },
    answer: { status: 200, milliseconds: 5 },
    ...change,
  };
}

describe('Sequence', () => {
  let fixture: ComponentFixture<Sequence>;
  let chosen: number[];

  async function show(entries: Entry[], filter: Filter = NO_FILTER): Promise<void> {
    chosen = [];
    TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection()] });
    fixture = TestBed.createComponent(Sequence);
    fixture.componentRef.setInput('entries', entries);
    fixture.componentRef.setInput('filter', filter);
    fixture.componentRef.setInput('choose', (id: number) => {
      chosen.push(id);
      fixture.componentRef.setInput('selected', id);
    });
    await fixture.whenStable();
  }
  const rows = (): HTMLButtonElement[] => [
    ...(fixture.nativeElement as HTMLElement).querySelectorAll<HTMLButtonElement>('.i-row'),
  ];

  it('is one list of buttons, each with what it says to a screen reader', async () => {
    const challenge = { status: 401, milliseconds: 5, error: 'use_dpop_nonce', nonce: 'Unrbod' };
    await show([
      { kind: 'keys-made', id: 1, at: 1_800_000_000_000, thumbprint: THUMBPRINT, algorithm: 'RSA 2048' },
      exchange(2, { answer: challenge }),
      exchange(3, { group: 2, attempt: 2, reason: 'nonce' }),
    ]);
    expect(rows().map((row) => row.getAttribute('aria-label'))).toEqual([
      'Key pair made, key aF3j8RhS',
      'GET /api/v1/users, to the API, signed by key aF3j8RhS, attempt 1 of 2, status 401. The API asked for its nonce., 5 ms',
      'GET /api/v1/users, to the API, signed by key aF3j8RhS, attempt 2 of 2 with the nonce that the server asked for, status 200, 5 ms',
    ]);
    const items = [...(fixture.nativeElement as HTMLElement).querySelectorAll('ol > li')];
    expect(items.map((item) => /i-bracket-(\w*)/.exec(item.className)![1])).toEqual(['', 'first', 'last']);
    expect(items[1]!.textContent).toContain('nonce Unrbod');
  });

  it('is walked by arrows, and only one row is reached by Tab', async () => {
    await show([exchange(1), exchange(2), exchange(3)]);
    document.body.append(fixture.nativeElement as Node);
    expect(rows().map(({ tabIndex }) => tabIndex)).toEqual([-1, -1, 0]);
    rows()[2]!.focus();
    rows()[2]!.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }));
    await fixture.whenStable();
    expect(document.activeElement).toBe(rows()[1]!);
    rows()[1]!.click();
    await fixture.whenStable();
    expect(chosen).toEqual([2]);
    expect(rows().map((row) => row.getAttribute('aria-current'))).toEqual([null, 'true', null]);
  });

  it('is filtered by kind, outcome and text', async () => {
    const entries = [
      exchange(1),
      exchange(2, { lane: 'auth' }),
      exchange(3, { answer: { status: 403, milliseconds: 1 } }),
    ];
    const seen = async (filter: Partial<Filter>): Promise<number[]> => {
      TestBed.resetTestingModule();
      await show(entries, { ...NO_FILTER, ...filter });
      return rows().map((row) => Number(row.dataset['row']));
    };
    expect(await seen({ kind: 'auth' })).toEqual([2]);
    expect(await seen({ status: 'stopped' })).toEqual([3]);
    expect(await seen({ text: 'PAGE=1' })).toEqual([1]);
    expect(await seen({ text: 'no such thing' })).toEqual([]);
  });

  // How long it takes: bench/speed/growth.ts.
  it('of 2,000 rows has some hundred in the document, and changes only the two whose selection changes', async () => {
    await show(Array.from({ length: 2000 }, (_, index) => exchange(index + 1)));
    expect(rows().length).toBeLessThanOrEqual(300);
    expect(rows().at(-1)!.dataset['row']).toBe('2000');
    rows()[3]!.click();
    await fixture.whenStable();
    const changed = new Set<Node>();
    const observer = new MutationObserver((records) => records.forEach(({ target }) => changed.add(target)));
    observer.observe(fixture.nativeElement as Node, { attributes: true, childList: true, subtree: true });
    rows()[100]!.click();
    await fixture.whenStable();
    for (const { target } of observer.takeRecords()) changed.add(target);
    observer.disconnect();
    expect([...changed]).toEqual(jasmine.arrayWithExactContents([rows()[3]!, rows()[100]!]));
  });

  it('of 2,000 rows reaches each one: by buttons, by keys, by its address', async () => {
    await show(Array.from({ length: 2000 }, (_, index) => exchange(index + 1)));
    document.body.append(fixture.nativeElement as Node);
    const focused = (): number => Number((document.activeElement as HTMLElement).dataset['row']);
    const more = (text: string): HTMLButtonElement =>
      [...(fixture.nativeElement as HTMLElement).querySelectorAll('button')].find((button) =>
        button.textContent.includes(text),
      )!;
    const press = async (key: string): Promise<void> => {
      document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      await fixture.whenStable();
    };

    const before = Number(rows()[0]!.dataset['row']) - 1;
    more(`earlier rows, ${before} more`).click();
    await fixture.whenStable();
    expect(focused()).toBe(before);
    await press('Home');
    expect(focused()).toBe(1);
    expect(more('earlier')).toBeUndefined();
    await press('End');
    expect(focused()).toBe(2000);
    expect(more('later')).toBeUndefined();

    fixture.componentRef.setInput('selected', 950);
    await fixture.whenStable();
    const row = rows().find((each) => each.dataset['row'] === '950')!;
    expect(row.getAttribute('aria-current')).toBe('true');
    expect(row.closest('li')!.getAttribute('aria-posinset')).toBe('950');
    more('later').click();
    await fixture.whenStable();
    expect(focused()).toBe(1101);
  });
});
