import {
  ChangeDetectionStrategy,
  Component,
  DOCUMENT,
  inject,
  InjectionToken,
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
  type ApplicationConfig,
} from '@angular/core';
import type { OktaConfigError } from '../auth';
import { Brand } from '../ui/brand';
import { CopyButton } from '../ui/copy-button';

const CONFIG_ERROR = new InjectionToken<OktaConfigError>('what is wrong with okta.config.json');

/** The local org of this repository, as shipped. */
const LOCAL_ORG = `{
  "issuer": "http://localhost:4280",
  "clientId": "0oa1dpopspa00000DPoP",
  "scopes": ["openid", "profile", "email", "offline_access", "okta.users.read", "okta.apps.read"],
  "dpop": true
}`;

/** What stands in the place of the app while `okta.config.json` cannot be used. */
@Component({
  // The same element as the app's: one of the two is bootstrapped.
  selector: 'app-root',
  imports: [Brand, CopyButton],
  templateUrl: './unconfigured.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Unconfigured {
  protected readonly error = inject(CONFIG_ERROR);
  protected readonly localOrg = LOCAL_ORG;
  protected readonly realIssuer = 'https://{yourOktaDomain}';

  constructor() {
    inject(DOCUMENT).title = 'Not configured · DPoP on Okta';
  }

  protected tryAgain(): void {
    location.reload();
  }
}

export function unconfiguredConfig(error: OktaConfigError): ApplicationConfig {
  return {
    providers: [
      provideZonelessChangeDetection(),
      provideBrowserGlobalErrorListeners(),
      { provide: CONFIG_ERROR, useValue: error },
    ],
  };
}
