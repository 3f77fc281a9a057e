// Ports and the world outside: files, consoles, what is lost and what is forbidden.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createVm } from '../../../../../src/lang/scheme/index.ts'
import { GuestError, type HostFiles, nodeFiles } from '../../../../../src/vm/index.ts'

/** Files in memory that remember whether they are open. */
function memoryFiles() {
  const contents = new Map<string, Uint8Array>()
  let open = 0
  const files: HostFiles = {
    read(name) {
      const bytes = contents.get(name)
      if (bytes === undefined) throw Object.assign(new Error('none'), { code: 'ENOENT' })
      return bytes
    },
    create(name) {
      open++
      contents.set(name, new Uint8Array())
      return {
        write(bytes) {
          const old = contents.get(name) as Uint8Array
          contents.set(name, Buffer.concat([old, bytes]))
        },
        close: () => open--,
      }
    },
    exists: (name) => contents.has(name),
    remove: (name) => void contents.delete(name),
  }
  return {
    files,
    text: (name: string) => Buffer.from(contents.get(name) ?? []).toString(),
    openCount: () => open,
  }
}

const refusal = (kind: string, message: string | RegExp) => (error: unknown) => {
  assert.ok(error instanceof GuestError)
  assert.equal(error.kind, kind)
  assert.match(error.message, typeof message === 'string' ? new RegExp(message) : message)
  return true
}

test('files of the file system: text, bytes, errors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lazuli-'))
  const file = JSON.stringify(join(folder, 'a.txt'))
  const vm = createVm({ files: nodeFiles })
  try {
    assert.equal(vm.run(`(file-exists? ${file})`), '#f')
    const write = `(lambda (port) (write '(1 "λ") port) (newline port) (display "end" port) 'done)`
    assert.equal(vm.run(`(call-with-output-file ${file} ${write})`), 'done')
    assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), '(1 "λ")\nend')
    const read =
      '(lambda (p) (let* ((a (read p)) (b (read-char p))) (list a b (read-line p) (read p))))'
    assert.equal(
      vm.run(`(call-with-input-file ${file} ${read})`),
      '((1 "λ") #\\newline "end" #<eof>)',
    )
    assert.equal(vm.run(`(with-input-from-file ${file} (lambda () (read-string 5)))`), '"(1 \\"λ"')
    assert.equal(vm.run(`(with-output-to-file ${file} (lambda () (display "new") 7))`), '7')
    assert.equal(vm.run(`(read-bytevector 9 (open-binary-input-file ${file}))`), '#u8(110 101 119)')
    const bytes = `(let ((p (open-binary-output-file ${file}))) (write-u8 206 p) (write-u8 187 p) (close-port p))`
    vm.run(bytes)
    assert.equal(vm.run(`(read-line (open-input-file ${file}))`), '"λ"')
    vm.run(`(delete-file ${file})`)
    const gone = refusal('file', /^open-input-file: .*a\.txt: there is no such file$/)
    assert.throws(() => vm.run(`(open-input-file ${file})`), gone)
    assert.throws(() => vm.run(`(delete-file ${file})`), refusal('file', 'there is no such file'))
    const handled = `(with-exception-handler
      (lambda (e) 'unused)
      (lambda () (+ 1 (raise-continuable 5))))`
    assert.throws(() => vm.run(handled))
  } finally {
    vm.dispose()
    rmSync(folder, { recursive: true })
  }
})

test('without leave there are no files, and no input', () => {
  const vm = createVm()
  for (const call of ['open-input-file', 'open-output-file', 'file-exists?', 'delete-file']) {
    assert.throws(() => vm.run(`(${call} "x")`), refusal('file', 'this program may not use files'))
  }
  assert.equal(vm.run('(list (read-char) (read-line) (read))'), '(#<eof> #<eof> #<eof>)')
  vm.dispose()
})

test('file and read errors are conditions that their predicates know', () => {
  const vm = createVm()
  const kind = (body: string) => `(call-with-current-continuation (lambda (k)
    (with-exception-handler
      (lambda (e) (k (list (file-error? e) (read-error? e) (error-object? e))))
      (lambda () ${body}))))`
  assert.equal(vm.run(kind('(open-input-file "x")')), '(#t #f #t)')
  assert.equal(vm.run(kind('(read (open-input-string "(a"))')), '(#f #t #t)')
  assert.equal(vm.run(kind('(read (open-input-string "#<x>"))')), '(#f #t #t)')
  vm.dispose()
})

test('standard input comes piece by piece, even within a character or datum', () => {
  const bytes = Buffer.from('λ one\r\n(a\n(b) c) 12\nrest')
  let at = 0
  const vm = createVm({
    readInput: () => (at < bytes.length ? bytes.subarray(at, ++at) : null),
  })
  assert.equal(vm.run('(list (peek-char) (read-char) (read-line))'), '(#\\λ #\\λ " one")')
  assert.equal(vm.run('(let* ((a (read)) (b (read))) (list a b))'), '((a (b) c) 12)')
  const rest =
    '(let* ((a (read-line)) (b (read-string 2)) (c (read-line))) (list a b c (read-char)))'
  assert.equal(vm.run(rest), '("" "re" "st" #<eof>)')
  vm.dispose()
})

test('output and errors go where the host says', () => {
  let out = ''
  let errors = ''
  const vm = createVm({
    write: (text) => {
      out += text
    },
    writeError: (text) => {
      errors += text
    },
  })
  vm.run('(display "a") (display "b" (current-error-port)) (newline (current-error-port))')
  vm.run('(parameterize ((current-output-port (current-error-port))) (display "c"))')
  assert.equal(out, 'a')
  assert.equal(errors, 'b\nc')
  vm.dispose()
})

test('what was written to a file is there after the run; the port stays open', () => {
  const { files, text, openCount } = memoryFiles()
  const vm = createVm({ files })
  vm.run('(define port (open-output-file "f")) (display "one" port)')
  assert.equal(text('f'), 'one')
  assert.equal(openCount(), 1)
  vm.run('(display "two" port) (flush-output-port port)')
  assert.equal(text('f'), 'onetwo')
  vm.dispose()
  assert.equal(openCount(), 0)
})

test('ports that the program has lost are closed', () => {
  const { files, text, openCount } = memoryFiles()
  const vm = createVm({ files, heapBytes: 32 * 1024 * 1024 })
  vm.run('(define (lose) (write-string "lost" (open-output-file "f")) 0)')
  vm.run('(define kept (open-output-file "g"))')
  vm.run('(do ((i 0 (+ i 1))) ((= i 100)) (lose))')
  assert.equal(openCount(), 101)
  vm.run('(define x 0) (do ((i 0 (+ i 1))) ((= i 3000000)) (set! x (cons i i)))')
  assert.equal(openCount(), 1)
  assert.match(text('f'), /^(lost)+$/)
  vm.run('(display "kept" kept)')
  assert.equal(text('g'), 'kept')
  vm.dispose()
})

test('string ports without end cost no memory without end', () => {
  const vm = createVm()
  const before = process.memoryUsage().arrayBuffers
  vm.run(`(do ((i 0 (+ i 1))) ((= i 2000))
    (let ((port (open-output-string)))
      (do ((k 0 (+ k 1))) ((= k 20)) (write-string (make-string 5000 #\\a) port))
      (open-input-string (get-output-string port))))`)
  const grown = (process.memoryUsage().arrayBuffers - before) / 2 ** 20
  assert.ok(grown < 250, `${grown.toFixed()} MiB are held by ports`)
  vm.dispose()
})

test('a wrong port is refused by name', () => {
  const vm = createVm()
  const cases: [string, string][] = [
    ['(read-char (open-output-string))', 'read-char: expected a textual input port'],
    ['(read-u8 (open-input-string ""))', 'read-u8: expected a binary input port'],
    ['(write-u8 1)', 'write-u8: expected a binary output port, got #<port>'],
    ['(write-u8 256 (open-output-bytevector))', '256 is not in the range from 0 to 255'],
    ['(close-input-port (open-output-string))', 'close-input-port: expected an input port'],
    ['(get-output-string (current-output-port))', 'get-output-string: expected a string port'],
    ['(write-char "a")', 'write-char: expected a character, got "a"'],
    ['(write-string "abc" (current-output-port) 2 1)', '1 is not in the range from 2 to 3'],
    ['(read-string -1)', '-1 is not in the range from 0 on'],
    ['(display 1 2)', 'display: expected a textual output port, got 2'],
  ]
  for (const [text, message] of cases) assert.throws(() => vm.run(text), new RegExp(message))
  vm.dispose()
})
