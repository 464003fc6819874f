import { TestBed } from '@angular/core/testing';
import { OktaConfigError } from '../auth';
import { readOktaConfig } from '../auth/layers/config/load-okta-config';
import { Unconfigured, unconfiguredConfig } from './unconfigured';

describe('Unconfigured', () => {
  async function show(error: OktaConfigError): Promise<HTMLElement> {
    TestBed.configureTestingModule({ providers: unconfiguredConfig(error).providers });
    const fixture = TestBed.createComponent(Unconfigured);
    await fixture.whenStable();
    return fixture.nativeElement as HTMLElement;
  }

  it('names every wrong field, its actual value and the expected one', async () => {
    const view = await show(
      new OktaConfigError('okta.config.json', [
        { field: 'issuer', expected: 'the address of the org', actual: '"{yourOktaDomain}"' },
        { field: 'dpop', expected: 'true or false', actual: 'nothing' },
      ]),
    );
    const texts = (selector: string): string[] =>
      Array.from(view.querySelectorAll(selector), (element) => element.textContent.trim());
    expect(texts('.faults h2')).toEqual(['issuer', 'dpop']);
    expect(texts('.faults dd')).toEqual(['"{yourOktaDomain}"', 'the address of the org', 'nothing', 'true or false']);
  });

  it('speaks of the whole file when no field is to blame', async () => {
    const view = await show(
      new OktaConfigError('okta.config.json', [{ field: '', expected: 'a JSON file', actual: 'status 404' }]),
    );
    expect(view.querySelector('.faults')?.textContent).toContain('The whole file');
  });

  it('shows an example that the app would accept', async () => {
    const view = await show(new OktaConfigError('okta.config.json', []));
    expect(() => readOktaConfig(JSON.parse(view.querySelector('pre')!.textContent))).not.toThrow();
  });
});
