import type { Provider } from '@angular/core';
import { ROUTES, type Route, type Routes } from '@angular/router';

/** The member of a route's data that holds the name of its link. */
const LINK = 'link';

/**
 * Adds a page to the app, with a link in its navigation.
 *
 * @param link the name of the link
 */
export function providePage(link: string, route: Route): Provider {
  return { provide: ROUTES, multi: true, useValue: [{ ...route, data: { [LINK]: link } }] };
}

/** The pages that have a link, in the order of their providers. */
export function linkedPages(routes: Routes): { path: string; name: string }[] {
  return routes.flatMap(({ path, data }) => {
    const name: unknown = data?.[LINK];
    return typeof name === 'string' ? [{ path: `/${path}`, name }] : [];
  });
}
