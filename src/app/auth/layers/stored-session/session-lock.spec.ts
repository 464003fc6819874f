import { firstValueFrom, Subject } from 'rxjs';
import { withWebLock } from './session-lock';

const LOCK = 'okta-token-storage';

describe('withWebLock', () => {
  const rest = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));

  it('does one piece of work at a time', async () => {
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await rest();
      order.push(`${name} ends`);
    };
    await Promise.all([withWebLock(LOCK, work('a')), withWebLock(LOCK, work('b'))]);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('hands on what comes of the work, and lets the next one in after a failure', async () => {
    await expectAsync(withWebLock(LOCK, () => Promise.reject(new Error('no')))).toBeRejectedWithError('no');
    expect(await withWebLock(LOCK, () => Promise.resolve(7))).toBe(7);
  });

  it('goes ahead after the timeout', async () => {
    const release = new Subject<undefined>();
    let held: Promise<unknown> = Promise.resolve();
    await new Promise<void>((begun) => {
      held = withWebLock(LOCK, () => {
        begun();
        return firstValueFrom(release);
      });
    });
    expect(await withWebLock(LOCK, () => Promise.resolve('done'), 1)).toBe('done');
    release.next(undefined);
    await held;
  });

  it('ends when other work keeps the lock, and leaves that alone', async () => {
    const release = new Subject<undefined>();
    const held = navigator.locks.request(LOCK, () => firstValueFrom(release));
    const work = jasmine.createSpy().and.resolveTo();
    await expectAsync(withWebLock(LOCK, work, undefined, 5)).toBeRejectedWithError(/keeps the session busy/);
    release.next(undefined);
    await held;
    expect(work).not.toHaveBeenCalled();
  });

  it('lets the next one in after work that never ends', async () => {
    const never = (): Promise<unknown> => new Promise(() => undefined);
    await expectAsync(withWebLock(LOCK, never, undefined, 5)).toBeRejectedWithError(/keeps the session busy/);
    expect(await withWebLock(LOCK, () => Promise.resolve(7))).toBe(7);
  });

  it('changes nothing while the page is prerendered, however long that takes', async () => {
    const prerendering = spyOnProperty(document as { prerendering?: boolean }, 'prerendering').and.returnValue(true);
    const work = jasmine.createSpy().and.resolveTo('done');
    const done = withWebLock(LOCK, work, 1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(work).not.toHaveBeenCalled();
    prerendering.and.returnValue(false);
    document.dispatchEvent(new Event('prerenderingchange'));
    expect(await done).toBe('done');
  });

  it('works in a browser without locks', async () => {
    const locks = spyOnProperty(navigator, 'locks').and.returnValue(undefined as unknown as LockManager);
    expect(await withWebLock(LOCK, () => Promise.resolve('done'))).toBe('done');
    locks.and.callThrough();
  });
});
