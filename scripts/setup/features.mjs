// One set of features for everything that is built to be tested or driven, so that nothing is built twice: the app
// in development mode, its pages inside.
export const FEATURES = ['--workspace', '--features', 'development,tauri/custom-protocol'];
