import { readFileSync } from 'node:fs';

import all from 'virtual:services';
import { describe, expect, it } from 'vitest';

import { gather } from '../../../services.config';
import { Services } from './matching';

const services = new Services(all);
const find = (name: string) => services.find(name)?.name ?? null;

describe('the service that a name means', () => {
  it.each([
    ['GitHub', 'github'],
    ['github', 'github'],
    [' Git Hub ', 'github'],
    ['GitHub, Inc.', 'github'],
    ['GitHub (work)', 'github'],
    ['github.com', 'github'],
    ['https://github.com/login', 'github'],
    ['www.github.com', 'github'],
    ['Google', 'google'],
    ['Google LLC', 'google'],
    ['accounts.google.com', 'google'],
    ['gmail.com', 'gmail'],
    ['Googlemail.com', 'gmail'],
    ['mail.google.com', 'gmail'],
    ['Proton', 'proton'],
    ['account.proton.me', 'proton'],
    ['ProtonMail', 'protonmail'],
    ['Proton Mail', 'protonmail'],
    ['Twitter', 'x'],
    ['X', 'x'],
    ['x.com', 'x'],
    ['Battle.net', 'battledotnet'],
    ['blizzard', 'battledotnet'],
    ['EA', 'ea'],
    ['Electronic Arts', 'ea'],
    ['npmjs', 'npm'],
    ['OVHcloud', 'ovh'],
    ['TransferWise Ltd', 'wise'],
    ['Hétzner GmbH', 'hetzner'],
    ['1&1 IONOS', 'ionos'],
    ['1Password', '1password'],
    ['last.fm', 'lastdotfm'],
    ['Home-Assistant', 'homeassistant'],
    ['bsky.social', 'bluesky'],
  ])('%s: %s', (name, service) => {
    expect(find(name)).toBe(service);
  });

  it.each([
    '', ' ', '.', '()', 'Inc', 'Inc.', 'GitHubb', 'Githup', 'GitHub Desktop', 'Not GitHub', 'Apple Bank', 'Applebee’s',
    'Square Enix', 'Metafilter', 'Meta Financial', 'Wisely', 'Ringcentral', 'XCOM', 'xcom', 'uicom', 'Steamboat', 'Proton Bank',
    'Signal Iduna', 'Googie', 'G00gle', 'Linear Bank', 'Unity Bank', 'Keepers', 'Mega Bank', 'Make-A-Wish', 'Threadless',
    // Letters of other scripts that only look the same.
    'Gооgle', 'GitНub', 'Аpple',
    // Whoever owns another domain.
    'github.com.example.org', 'github.example', 'notgithub.com', 'evil.github.com', 'github.io', 'google.co', 'googlemail.example',
    'paypal-login.com', 'xn--ggle-55da.com', 'x.computer',
    // No brand of a real service, although a service has it in its name.
    'Northlake', 'Tideline Bank', 'Mail', 'Bank', 'Cloud', 'Account', 'Mailbox',
  ])('%s: none', (name) => {
    expect(find(name)).toBeNull();
  });

  it.each([['github', 'github'], ['GitHub.png', 'github'], ['battle-net.svg', 'battledotnet'], ['otp_42', null], ['Default', null], ['', null]])(
    'the icon %s of another app: %s',
    (name, service) => {
      expect(services.ofIcon(name)?.name ?? null).toBe(service);
    },
  );

  it('is found while it is typed, by any of its names, beginnings first', () => {
    const titles = (typed: string) => services.search(typed).map(({ title }) => title);
    expect(titles('git').slice(0, 3)).toEqual(['Gitea', 'GitHub', 'GitLab']);
    expect(titles('twitter')).toEqual(['X']);
    expect(titles('heron')).toEqual([]);
    expect(titles(' ')).toHaveLength(all.length);
  });
});

describe('the list of services', () => {
  it('gives no two services the same name or domain', () => {
    for (const service of all) {
      for (const name of [service.title, ...service.others]) expect(`${name}: ${find(name)}`).toBe(`${name}: ${service.name}`);
    }
  });

  it('is as large as it shall be, one path each', () => {
    const list = readFileSync(new URL('../../../services.txt', import.meta.url), 'utf8');
    expect(gather(list)).toEqual(all);
    expect(all.length).toBeGreaterThan(150);
    expect(all.length).toBeLessThan(260);
    for (const { path } of all) expect(path).toMatch(/^[Mm][-0-9.,\sMmZzLlHhVvCcSsQqTtAaEe]+$/);
  });

  it.each([
    ['nosuchservice: nothing', 'Simple Icons has none of this name'],
    ['debian: debian.org', 'its license is CC-BY-SA-3.0'],
    ['gitlab: gitlab.com\ngithub: github.com', 'the lines are not sorted'],
    ['GitHub', 'Simple Icons has none of this name'],
  ])('%s is refused', (text, why) => {
    expect(() => gather(text)).toThrow(why);
  });
});
