import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { appConfig } from './app/app.config';
import { loadOktaConfig, OktaConfigError } from './app/auth/okta-config';
import { limitToOrg } from './app/content-security-policy';
import { Unconfigured, unconfiguredConfig } from './app/unconfigured/unconfigured';

try {
  const config = await loadOktaConfig();
  limitToOrg(document, config.issuer);
  await bootstrapApplication(App, appConfig(config));
} catch (error) {
  if (!(error instanceof OktaConfigError)) throw error;
  await bootstrapApplication(Unconfigured, unconfiguredConfig(error));
}
