export { type CompiledBody, compileBody } from './compile-body.ts'
export { type JsSupport, makeJsSupport } from './support.ts'
export type { JsTarget, JsWord } from './target.ts'
