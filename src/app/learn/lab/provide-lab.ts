import { makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { providePage } from '../navigation/provide-page';
import { provideStart } from '../provide-start';

/**
 * The attack lab: a page at `/lab`, and a banner on every page while the local org ignores a check. Needs
 * `provideInspector()`, whose record has what is stolen.
 */
export function provideLab(): EnvironmentProviders {
  return makeEnvironmentProviders([
    providePage('Lab', {
      path: 'lab',
      loadComponent: () => import('./page/lab-page').then((m) => m.LabPage),
      title: 'Attack lab · DPoP on Okta',
    }),
    provideStart((injector) => {
      import('./guard/start-banner').then((m) => m.startBanner(injector)).catch(reportError);
    }),
  ]);
}
