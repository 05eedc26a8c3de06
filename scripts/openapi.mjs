// `npm run openapi`: writes docs/openapi.json anew from the handlers of the device API.
import { cargoEnv, root } from './setup/cargo.mjs';
import { FEATURES } from './setup/features.mjs';
import { main, run, step } from './setup/terminal.mjs';

await main(() =>
  step('Write docs/openapi.json', () =>
    run('cargo', ['test', ...FEATURES, '-p', 'countersign-server', '--test', 'http', 'openapi'], {
      cwd: root,
      env: { ...cargoEnv, UPDATE_GENERATED: '1' },
    }),
  ),
);
