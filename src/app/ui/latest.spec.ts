import { provideZonelessChangeDetection, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Subject, throwError, type Observable } from 'rxjs';
import type { Problem } from '../auth';
import { latest, type Latest } from './latest';

describe('latest', () => {
  const explain = async (error: unknown): Promise<Problem> => ({ title: String(error), detail: '', remedy: '' });
  const request = signal('a');
  let answers: Record<string, Subject<string>>;

  function start(
    load: (name: string) => Observable<string> = (name) => (answers[name] ??= new Subject()),
  ): Latest<string> {
    request.set('a');
    answers = {};
    TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection()] });
    const result = TestBed.runInInjectionContext(() => latest(request, load, explain));
    TestBed.tick();
    return result;
  }
  function ask(name: string): void {
    request.set(name);
    TestBed.tick();
  }

  it('keeps the last outcome while the next is under way', () => {
    const { outcome, loading } = start();
    expect([outcome(), loading()]).toEqual([undefined, true]);
    answers['a']!.next('A');
    expect([outcome(), loading()]).toEqual([{ ok: true, value: 'A' }, false]);
    request.set('b');
    expect([outcome(), loading()]).toEqual([{ ok: true, value: 'A' }, true]);
  });

  it('leaves an older request when a newer one begins', () => {
    const { outcome } = start();
    ask('b');
    expect(answers['a']!.observed).toBe(false);
    answers['b']!.next('B');
    answers['a']!.next('A');
    expect(outcome()).toEqual({ ok: true, value: 'B' });
  });

  it('goes on after a failure, also one that is thrown before there is anything to wait for', async () => {
    const error = new Error('no');
    let fails: () => Observable<string> = () => {
      throw error;
    };
    const { outcome, again } = start(() => fails());
    await Promise.resolve();
    expect(outcome()).toEqual({ ok: false, problem: await explain(error) });
    fails = () => throwError(() => error);
    again();
    TestBed.tick();
    await Promise.resolve();
    expect(outcome()).toEqual({ ok: false, problem: await explain(error) });
    const answer = new Subject<string>();
    fails = () => answer;
    again();
    TestBed.tick();
    answer.next('A');
    expect(outcome()).toEqual({ ok: true, value: 'A' });
  });
});
