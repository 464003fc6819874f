import type { Signal } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { TestBed } from '@angular/core/testing';
import { filter, firstValueFrom } from 'rxjs';

/** Waits until the value of a signal is good, by default: until there is one. In vain, it ends with the spec. */
export function until<T>(value: Signal<T>, isGood: (value: T) => boolean = Boolean): Promise<T> {
  return firstValueFrom(TestBed.runInInjectionContext(() => toObservable(value)).pipe(filter(isGood)));
}
