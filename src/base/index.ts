export { assert, BugError, bug, unreachable } from './assert.ts'
export {
  appendText,
  createSource,
  dropParts,
  formatExcerpt,
  formatPlace,
  type LineColumn,
  lineAt,
  locate,
  type SourceText,
  textNameAt,
} from './source.ts'
