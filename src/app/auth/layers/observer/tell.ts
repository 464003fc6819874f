import type { DpopEvent, DpopObserver } from './dpop-observer';

/**
 * Tells an observer. What it throws goes to the console, as an error that nobody caught; the work goes on.
 *
 * @returns what the observer has returned
 */
export function tell(observer: DpopObserver, event: DpopEvent): unknown {
  try {
    return observer(event);
  } catch (error) {
    reportError(error);
    return undefined;
  }
}
