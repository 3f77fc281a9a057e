export { assert, BugError, bug, unreachable } from './assert.ts'
export {
  createSource,
  formatExcerpt,
  formatPlace,
  type LineColumn,
  locate,
  type SourceText,
} from './source.ts'
