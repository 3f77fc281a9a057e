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

/** A VM that may use one file with this text. */
function vmWithFile(text: string, options: Parameters<typeof createVm>[0] = {}) {
  const { files } = memoryFiles()
  files.create('f').write(Buffer.from(text))
  return createVm({ ...options, files })
}

const CHUNK = 16 * 1024
/** Characters of two to four bytes over the first and the second border between pieces. */
const overBorders = `${'a'.repeat(CHUNK - 1)}é${'b'.repeat(CHUNK - 3)}😀漢${'c'.repeat(CHUNK)}\n(d . e)`

test('no character is lost or cut where a piece of a file ends', () => {
  const vm = vmWithFile(overBorders)
  const points = Array.from(overBorders, (character) => character.codePointAt(0) as number)
  const expected = points.reduce((sum, point, i) => (sum + (i + 1) * point) % 1000003, 0)
  const sum = `(define (sum next) (let ((p (open-input-file "f")))
    (let loop ((i 1) (s 0) (c (next p)))
      (if (eof-object? c) (list (- i 1) s)
        (loop (+ i 1) (modulo (+ s (* i (char->integer c))) 1000003) (next p))))))`
  const peeking =
    '(lambda (p) (let* ((a (peek-char p)) (b (read-char p))) (if (eqv? a b) b (error "no"))))'
  vm.run(sum)
  assert.equal(vm.run('(sum read-char)'), `(${points.length} ${expected})`)
  assert.equal(vm.run(`(sum ${peeking})`), `(${points.length} ${expected})`)
  const lengths = `(let* ((p (open-input-file "f")) (a (string-length (read-line p))) (b (read p)))
    (list a b (eof-object? (read p))))`
  assert.equal(vm.run(lengths), `(${points.length - 8} (d . e) #t)`)
  const string = `(let* ((p (open-input-file "f")) (a (read-string ${2 * CHUNK} p)) (b (read-string 7 p)))
    (list (string-length a) (string-ref a ${CHUNK - 1}) b (read-char p)))`
  assert.equal(vm.run(string), `(${2 * CHUNK} #\\é "ccccccc" #\\c)`)
  vm.dispose()
})

test('data may go over the border between pieces of a file', () => {
  const row = '(alpha "be\\"ta" 12345 -1.5 #\\x #(1 2) . gamma) '
  const count = Math.ceil((3 * CHUNK) / row.length)
  const vm = vmWithFile(`#!fold-case ${row.repeat(count)} LAST 77`)
  const program = `(let ((p (open-input-file "f")))
    (let loop ((count 0) (last '()))
      (let ((datum (read p)))
        (cond ((eof-object? datum) (list count last))
              ((equal? datum '(alpha "be\\"ta" 12345 -1.5 #\\x #(1 2) . gamma)) (loop (+ count 1) last))
              (else (loop count (cons datum last)))))))`
  assert.equal(vm.run(program), `(${count} (77 last))`)
  vm.dispose()
})

test('numbers before the end of a piece, of the text, or of what library code reads', () => {
  const numbers = [
    '1',
    '-2',
    '3.25',
    '-0.5',
    '123456789012345678',
    '1e3',
    '-7/2',
    '+5',
    '.5',
    '-0.0',
    '0.1',
  ]
  for (const pad of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
    const text = `${' '.repeat(CHUNK - pad)}${numbers.join(' ')}`
    const vm = vmWithFile(text)
    const all = `(let ((p (open-input-file "f")))
      (let loop ((x (read p))) (if (eof-object? x) '() (cons x (loop (read p))))))`
    const expected = '(1 -2 3.25 -0.5 123456789012345678 1000.0 -7/2 5 0.5 -0.0 0.1)'
    assert.equal(vm.run(all), expected, `${pad} before the border`)
    vm.dispose()
  }
})

test('reading and read see one position', () => {
  const vm = createVm()
  const program = `(let* ((p (open-input-string "12 ab(1 2)x\\n\\"s\\"yλ 3.5)z"))
    (a (read p)) (b (read-char p)) (c (peek-char p)) (d (read p)) (e (read p)) (f (read-char p))
    (g (read-line p)) (h (read p)) (i (read-string 2 p)) (j (read p)) (k (read-char p)) (l (read-char p)))
    (list a b c d e f g h i j k l (read-char p) (read p)))`
  const expected = '(12 #\\space #\\a ab (1 2) #\\x "" "s" "yλ" 3.5 #\\) #\\z #<eof> #<eof>)'
  assert.equal(vm.run(program), expected)
  vm.dispose()
})

test('an error of read names the place in the whole file', () => {
  const vm = vmWithFile(`${'x\n'.repeat(CHUNK)}λ #<y>`)
  const program = `(let ((p (open-input-file "f")))
    (let loop () (if (char=? (peek-char p) #\\λ) (read p) (begin (read-line p) (loop)))) (read p))`
  assert.throws(() => vm.run(program), refusal('read', new RegExp(`^read: f:${CHUNK + 1}:3: `)))
  assert.throws(
    () => vm.run('(let ((p (open-input-string "a\n b #<y>"))) (read p) (read p) (read p))'),
    refusal('read', /^read: string:2:4: /),
  )
  vm.dispose()
})

/** What a program writes where, in order, in whatever pieces; `input` is what it reads. */
function listen(program: string, input: readonly string[] = []): string[] {
  const heard: string[] = []
  const rest = [...input]
  const vm = createVm({
    write(text) {
      if (heard.at(-1)?.startsWith('out ')) heard.push(`${heard.pop()}${text}`)
      else heard.push(`out ${text}`)
    },
    flushWrites: () => void heard.push('flush'),
    writeError: (text) => void heard.push(`error ${text}`),
    readInput: () => {
      heard.push('input')
      const next = rest.shift()
      return next === undefined ? null : Buffer.from(next)
    },
  })
  try {
    vm.run(program)
  } catch (error) {
    heard.push((error as Error).message)
  }
  vm.dispose()
  return heard
}

test('what waits in a buffer is written before errors, questions, and the end', () => {
  assert.deepEqual(
    listen(`(write-char #\\a) (write-char #\\b) (display "c" (current-error-port))
    (write-char #\\d) (write-char #\\e (current-error-port)) (newline)`),
    ['out ab', 'error c', 'out d', 'error e', 'out \n'],
  )
  assert.deepEqual(listen('(write-char #\\?) (display (read-char)) (newline)', ['x']), [
    'out ?',
    'input',
    'out x\n',
  ])
  assert.deepEqual(listen('(write-char #\\a) (write-char #\\b) (car 5)'), [
    'out ab',
    'car: expected a pair, got 5',
  ])
  assert.deepEqual(listen('(write-char #\\a) (exit 3)'), ['out a', 'exit with code 3'])
  assert.deepEqual(listen('(write-char #\\a) (flush-output-port) (write-string "b")'), [
    'out a',
    'flush',
    'out b',
  ])
  const long = listen(
    '(do ((i 0 (+ i 1))) ((= i 100)) (write-char #\\x) (display "y") (write-char #\\λ))',
  )
  assert.equal(long.map((text) => text.slice(4)).join(''), 'xyλ'.repeat(100))
})

test('a file has what was written in order, by whatever means', () => {
  const { files, text } = memoryFiles()
  const vm = createVm({ files })
  vm.run(`(define p (open-output-file "f"))
    (define (part i)
      (write-char #\\a p) (write-string "bc" p) (write i p) (display "λ" p) (write-char #\\é p)
      (write-string (make-string (* 40 (modulo i 3)) #\\d) p) (newline p))
    (do ((i 0 (+ i 1))) ((= i 2000)) (part i)) (write-char #\\! p)`)
  const parts = Array.from({ length: 2000 }, (_, i) => `abc${i}λé${'d'.repeat(40 * (i % 3))}\n`)
  assert.equal(text('f'), `${parts.join('')}!`)
  vm.run('(write-string (make-string 70000 #\\z) p) (write-char #\\? p) (close-port p)')
  assert.equal(text('f'), `${parts.join('')}!${'z'.repeat(70000)}?`)
  vm.dispose()
})

test('bytes go in and out of files in pieces', () => {
  const vm = vmWithFile('')
  const write = `(let ((p (open-binary-output-file "f")))
    (do ((i 0 (+ i 1))) ((= i 40000)) (write-u8 (modulo i 251) p))
    (write-bytevector (make-bytevector 20000 7) p) (write-u8 9 p) (close-port p))`
  vm.run(write)
  const read = `(let ((p (open-binary-input-file "f")))
    (let loop ((i 0))
      (if (< i 40000)
        (if (and (eqv? (peek-u8 p) (modulo i 251)) (eqv? (read-u8 p) (modulo i 251))) (loop (+ i 1)) i)
        (let* ((a (read-bytevector 19999 p)) (b (make-bytevector 4 0)) (n (read-bytevector! b p)))
          (list (bytevector-length a) n b (read-u8 p) (read-bytevector 1 p))))))`
  assert.equal(vm.run(read), '(19999 2 #u8(7 9 0 0) #<eof> #<eof>)')
  vm.dispose()
})

test('closed ports refuse everything, and what was written is in the file', () => {
  const { files, text } = memoryFiles()
  const vm = createVm({ files })
  vm.run('(define o (open-output-file "f")) (write-char #\\a o) (close-port o) (close-port o)')
  assert.equal(text('f'), 'a')
  vm.run('(define i (open-input-string "abc")) (read-char i) (close-input-port i)')
  vm.run('(define s (open-output-string)) (write-char #\\a s) (close-output-port s)')
  vm.run('(define b (open-input-bytevector #u8(1))) (close-port b)')
  const calls = [
    'read-char i',
    'peek-char i',
    'read-line i',
    'read-string 1 i',
    'read i',
    'char-ready? i',
    'write-char #\\a o',
    'newline o',
    'write-string "x" o',
    'display "x" o',
    'display #\\x o',
    'display 1 o',
    'write 1 o',
    'write-char #\\a s',
    'get-output-string s',
    'read-u8 b',
    'peek-u8 b',
    'u8-ready? b',
    'read-bytevector 1 b',
  ]
  for (const call of calls) {
    const name = call.split(' ')[0]
    assert.throws(
      () => vm.run(`(${call})`),
      refusal('closed-port', `^${name?.replace('?', '\\?')}: the port is closed$`),
    )
  }
  assert.throws(() => vm.run('(flush-output-port o)'), refusal('wrong-type', 'an open output port'))
  assert.equal(vm.run('(list (input-port-open? i) (output-port-open? s) (port? b))'), '(#f #f #t)')
  vm.dispose()
})

test('ports survive a collection at every allocation', () => {
  for (const engine of ['reference', 'lazy'] as const) {
    const vm = vmWithFile('αβγ (1 "two" #(3)) rest\nlast', { engine, gcStress: true })
    const program = `(let ((in (open-input-file "f")) (out (open-output-string))
        (bytes (open-output-bytevector)) (file (open-output-file "g")))
      (let* ((a (read-char in)) (b (read-string 2 in)) (c (read in)) (d (read-line in)))
        (do ((i 0 (+ i 1))) ((= i 70)) (write-char #\\x out) (write i out) (write-u8 i bytes))
        (write-char #\\λ out) (write c out) (display d file) (write-char #\\λ file)
        (close-port file)
        (list a b c d (read-char in) (string-length (get-output-string out))
          (bytevector-length (get-output-bytevector bytes))
          (read-line (open-input-file "g")))))`
    const expected = '(#\\α "βγ" (1 "two" #(3)) " rest" #\\l 215 70 " restλ")'
    assert.equal(vm.run(program), expected, engine)
    vm.dispose()
  }
})
