import { InjectionToken, signal } from '@angular/core';
import type { UrlTree } from '@angular/router';
import type { Problem } from '../auth';

/** What an inspector of requests offers to the views. */
export interface Inspection {
  /** Where the request is shown that a problem is about, if it was recorded. */
  linkTo: (problem: Problem) => UrlTree | undefined;
}

/** Undefined: there is no inspector, or it is not loaded yet. */
export const INSPECTION = new InjectionToken('inspection', {
  factory: () => signal<Inspection | undefined>(undefined),
});
