import chromeLauncher from 'karma-chrome-launcher';
import jasmine from 'karma-jasmine';
import { tsImport } from 'tsx/esm/api';

/** Runs the specs of src/ in a headless browser that is found or brought: see e2e/browser. */
export default async function configure(config) {
  const { findBrowser } = await tsImport('./e2e/browser/browser.ts', import.meta.url);
  const { wholeBrowser } = await tsImport('./e2e/browser/installed.ts', import.meta.url);
  const { executablePath, args } = await findBrowser();
  // Karma ends the process that it started, and Debian's headless shell is a script around another one.
  process.env.CHROME_BIN = wholeBrowser() ?? executablePath;

  config.set({
    frameworks: ['jasmine'],
    plugins: [jasmine, chromeLauncher],
    reporters: ['dots'],
    browsers: ['Browser'],
    customLaunchers: { Browser: { base: 'ChromeHeadless', flags: args } },
    // Limits for what hangs, not for a busy machine: to make one RSA key may take it seconds.
    client: { jasmine: { random: true, failSpecWithNoExpectations: true, timeoutInterval: 60_000 } },
    browserNoActivityTimeout: 120_000,
    browserDisconnectTimeout: 30_000,
    failOnEmptyTestSuite: true,
    logLevel: config.LOG_WARN,
  });
}
