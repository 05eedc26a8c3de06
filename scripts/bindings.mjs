// `npm run bindings`: writes gen/bindings.ts anew from the shell's commands and events.
import { cargoEnv, root } from './setup/cargo.mjs';
import { main, run, step } from './setup/terminal.mjs';

await main(() =>
  step('Write gen/bindings.ts', () =>
    run('cargo', ['test', '-p', 'countersign-app', '--features', 'development', '--test', 'generated_files', 'bindings'], {
      cwd: root,
      env: { ...cargoEnv, UPDATE_GENERATED: '1' },
    }),
  ),
);
