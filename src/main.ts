import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { appConfig } from './app/app.config';
import { loadOktaConfig, OktaConfigError } from './app/auth/okta-config';
import { limitToOrg } from './app/content-security-policy';

try {
  const config = await loadOktaConfig();
  limitToOrg(document, config.issuer);
  await bootstrapApplication(App, appConfig(config));
} catch (error) {
  if (!(error instanceof OktaConfigError)) throw error;
  const { Unconfigured, unconfiguredConfig } = await import('./app/unconfigured/unconfigured');
  await bootstrapApplication(Unconfigured, unconfiguredConfig(error));
}
