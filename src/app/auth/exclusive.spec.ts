import { firstValueFrom, Subject } from 'rxjs';
import { exclusive } from './exclusive';

describe('exclusive', () => {
  const rest = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));

  it('does one piece of work at a time', async () => {
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await rest();
      order.push(`${name} ends`);
    };
    await Promise.all([exclusive(work('a')), exclusive(work('b'))]);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('hands on what comes of the work, and lets the next one in after a failure', async () => {
    await expectAsync(exclusive(() => Promise.reject(new Error('no')))).toBeRejectedWithError('no');
    expect(await exclusive(() => Promise.resolve(7))).toBe(7);
  });

  it('goes ahead when its patience ends', async () => {
    const release = new Subject<undefined>();
    let held: Promise<unknown> = Promise.resolve();
    await new Promise<void>((begun) => {
      held = exclusive(() => {
        begun();
        return firstValueFrom(release);
      });
    });
    expect(await exclusive(() => Promise.resolve('done'), 1)).toBe('done');
    release.next(undefined);
    await held;
  });

  it('works in a browser without locks', async () => {
    const locks = spyOnProperty(navigator, 'locks').and.returnValue(undefined as unknown as LockManager);
    expect(await exclusive(() => Promise.resolve('done'))).toBe('done');
    locks.and.callThrough();
  });
});
