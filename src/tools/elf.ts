// Two small ELF files (System V ABI, x86-64), written byte by byte: a shared library that exports what GDB
// looks for, and a symbol file that names code in memory. Nothing is ever read back.

/** One section; `data` goes to the file unless it is null, then `sizeBytes` counts. */
interface Section {
  readonly name: string
  readonly type: number
  readonly flags: number
  readonly address: number
  readonly data: Uint8Array | null
  readonly sizeBytes: number
  readonly link: number
  readonly info: number
  readonly entryBytes: number
  /** Offset in the file where it must lie; -1: behind the one before. */
  readonly at: number
}

export interface ElfSymbol {
  readonly name: string
  readonly address: number
  readonly sizeBytes: number
}

const HEADER_BYTES = 64
const SECTION_HEADER_BYTES = 64
const SEGMENT_HEADER_BYTES = 56
const SYMBOL_BYTES = 24
const TYPE = {
  progbits: 1,
  symtab: 2,
  strtab: 3,
  hash: 5,
  dynamic: 6,
  nobits: 8,
  dynsym: 11,
} as const
const FLAG = { write: 1, alloc: 2, execute: 4 } as const
const FILE = { executable: 2, shared: 3 } as const
const SEGMENT = { load: 1, dynamic: 2, stack: 0x6474e551 } as const
const GLOBAL_FUNCTION = 0x12
const GLOBAL_OBJECT = 0x11
const PAGE_BYTES = 4096

/** Little-endian words appended one after the other. */
export class ByteWriter {
  private bytes = new Uint8Array(1024)
  private view = new DataView(this.bytes.buffer)
  length = 0

  private grow(count: number): number {
    const at = this.length
    this.length += count
    if (this.length > this.bytes.length) {
      const larger = new Uint8Array(2 * this.length)
      larger.set(this.bytes)
      this.bytes = larger
      this.view = new DataView(larger.buffer)
    }
    return at
  }

  u8(...values: number[]): void {
    for (const value of values) {
      const at = this.grow(1)
      this.view.setUint8(at, value)
    }
  }

  u16(value: number): void {
    const at = this.grow(2)
    this.view.setUint16(at, value, true)
  }

  u32(value: number): void {
    const at = this.grow(4)
    this.view.setUint32(at, value, true)
  }

  u64(value: number): void {
    const at = this.grow(8)
    this.view.setBigUint64(at, BigInt(value), true)
  }

  append(bytes: Uint8Array): void {
    const at = this.grow(bytes.length)
    this.bytes.set(bytes, at)
  }

  padTo(offset: number): void {
    while (this.length < offset) this.u8(0)
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }
}

function section(name: string, type: number, rest: Partial<Section>): Section {
  const plain = { flags: 0, address: 0, data: null, link: 0, info: 0, entryBytes: 0, at: -1 }
  return { name, type, ...plain, sizeBytes: rest.data?.length ?? 0, ...rest }
}

/** Names with a leading empty one, and where each begins. */
function stringTable(names: readonly string[]): { data: Uint8Array; offsets: number[] } {
  const writer = new ByteWriter()
  writer.u8(0)
  const offsets = names.map((name) => {
    const at = writer.length
    writer.append(new TextEncoder().encode(`${name}\0`))
    return at
  })
  return { data: writer.finish(), offsets }
}

interface SymbolRow extends ElfSymbol {
  readonly info: number
  readonly section: number
}

function symbolTable(symbols: readonly SymbolRow[]): { table: Uint8Array; strings: Uint8Array } {
  const { data: strings, offsets } = stringTable(symbols.map(({ name }) => name))
  const writer = new ByteWriter()
  writer.padTo(SYMBOL_BYTES)
  symbols.forEach(({ address, sizeBytes, info, section: index }, i) => {
    writer.u32(offsets[i] as number)
    writer.u8(info, 0)
    writer.u16(index)
    writer.u64(address)
    writer.u64(sizeBytes)
  })
  return { table: writer.finish(), strings }
}

interface Segment {
  readonly type: number
  readonly flags: number
  readonly offset: number
  readonly fileBytes: number
  readonly memoryBytes: number
}

/** The whole file: header, segments, sections, their names, their table. */
function layOut(
  type: number,
  segments: readonly Segment[],
  sections: readonly Section[],
): Uint8Array {
  const all = [section('', 0, {}), ...sections]
  const names = stringTable([...all.map(({ name }) => name), '.shstrtab'])
  all.push(section('.shstrtab', TYPE.strtab, { data: names.data }))
  const body = new ByteWriter()
  const start = HEADER_BYTES + SEGMENT_HEADER_BYTES * segments.length
  body.padTo(start)
  const places = all.map(({ data, at }) => {
    body.padTo(at < 0 ? Math.ceil(body.length / 8) * 8 : at)
    const place = body.length
    if (data !== null) body.append(data)
    return place
  })
  body.padTo(Math.ceil(body.length / 8) * 8)
  const tableAt = body.length
  all.forEach((each, i) => {
    body.u32(names.offsets[i] as number)
    body.u32(each.type)
    for (const word of [each.flags, each.address, places[i] as number, each.sizeBytes])
      body.u64(word)
    body.u32(each.link)
    body.u32(each.info)
    body.u64(8)
    body.u64(each.entryBytes)
  })
  const file = body.finish()
  file.set(header(type, segments, all.length, tableAt))
  return file
}

function header(type: number, segments: readonly Segment[], sections: number, tableAt: number) {
  const head = new ByteWriter()
  head.u8(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1)
  head.padTo(16)
  head.u16(type)
  head.u16(62)
  head.u32(1)
  head.u64(0)
  head.u64(segments.length === 0 ? 0 : HEADER_BYTES)
  head.u64(tableAt)
  head.u32(0)
  const counts = [HEADER_BYTES, SEGMENT_HEADER_BYTES, segments.length, SECTION_HEADER_BYTES]
  for (const word of [...counts, sections, sections - 1]) head.u16(word)
  for (const { type: kind, flags, offset, fileBytes, memoryBytes } of segments) {
    head.u32(kind)
    head.u32(flags)
    for (const word of [offset, offset, offset, fileBytes, memoryBytes]) head.u64(word)
    head.u64(kind === SEGMENT.load ? PAGE_BYTES : 8)
  }
  return head.finish()
}

/**
 * Names of code at absolute addresses, and how frames of it are unwound (.debug_frame). Each name has a
 * section of its own: GDB finds a name by the section of the address, so sections must not overlap.
 */
export function symbolFile(symbols: readonly ElfSymbol[], frames: Uint8Array): Uint8Array {
  const rows = symbols.map((symbol, i) => ({ ...symbol, info: GLOBAL_FUNCTION, section: i + 1 }))
  const { table, strings } = symbolTable(rows)
  const link = symbols.length + 2
  return layOut(
    FILE.executable,
    [],
    [
      ...symbols.map(({ address, sizeBytes }) =>
        section('.text', TYPE.nobits, { flags: FLAG.alloc | FLAG.execute, address, sizeBytes }),
      ),
      section('.symtab', TYPE.symtab, { data: table, link, info: 1, entryBytes: SYMBOL_BYTES }),
      section('.strtab', TYPE.strtab, { data: strings }),
      section('.debug_frame', TYPE.progbits, { data: frames }),
    ],
  )
}

/** Exported by the library besides GDB's names: returns the address of the descriptor. */
export const DESCRIPTOR_FUNCTION = 'lazuli_jit_descriptor'
const DESCRIPTOR_BYTES = 24

/**
 * A library that exports `__jit_debug_register_code`, at which GDB stops, and `__jit_debug_descriptor`
 * with `arenaBytes` of zeros behind it.
 */
export function debugLibrary(arenaBytes: number): Uint8Array {
  const textAt = 0x800
  const dynamicAt = PAGE_BYTES
  const dataAt = PAGE_BYTES + 0x100
  const code = new ByteWriter()
  code.u8(0xc3)
  code.padTo(16)
  code.u8(0x48, 0x8d, 0x05)
  code.u32(dataAt - (textAt + 16 + 7))
  code.u8(0xc3)
  const { table, strings } = symbolTable([
    {
      name: '__jit_debug_register_code',
      address: textAt,
      sizeBytes: 1,
      info: GLOBAL_FUNCTION,
      section: 4,
    },
    {
      name: DESCRIPTOR_FUNCTION,
      address: textAt + 16,
      sizeBytes: 8,
      info: GLOBAL_FUNCTION,
      section: 4,
    },
    {
      name: '__jit_debug_descriptor',
      address: dataAt,
      sizeBytes: DESCRIPTOR_BYTES,
      info: GLOBAL_OBJECT,
      section: 6,
    },
  ])
  const [hashAt, symbolsAt, stringsAt] = [0x200, 0x300, 0x400]
  // One bucket: the symbols form one chain.
  const hash = new Uint8Array(new Uint32Array([1, 4, 1, 0, 2, 3, 0]).buffer)
  const dynamic = new ByteWriter()
  const tags = [
    [4, hashAt],
    [5, stringsAt],
    [6, symbolsAt],
    [10, strings.length],
    [11, SYMBOL_BYTES],
    [0, 0],
  ]
  for (const [tag, value] of tags as [number, number][]) {
    dynamic.u64(tag)
    dynamic.u64(value)
  }
  const descriptor = new Uint8Array(DESCRIPTOR_BYTES)
  descriptor[0] = 1
  const placed = (at: number, data: Uint8Array) => ({ at, address: at, data, flags: FLAG.alloc })
  const dataBytes = dataAt + DESCRIPTOR_BYTES - dynamicAt
  return layOut(
    FILE.shared,
    [
      { type: SEGMENT.load, flags: 5, offset: 0, fileBytes: PAGE_BYTES, memoryBytes: PAGE_BYTES },
      {
        type: SEGMENT.load,
        flags: 6,
        offset: dynamicAt,
        fileBytes: dataBytes,
        memoryBytes: dataBytes + arenaBytes,
      },
      {
        type: SEGMENT.dynamic,
        flags: 6,
        offset: dynamicAt,
        fileBytes: dynamic.length,
        memoryBytes: dynamic.length,
      },
      { type: SEGMENT.stack, flags: 6, offset: 0, fileBytes: 0, memoryBytes: 0 },
    ],
    [
      section('.hash', TYPE.hash, { ...placed(hashAt, hash), link: 2, entryBytes: 4 }),
      section('.dynsym', TYPE.dynsym, {
        ...placed(symbolsAt, table),
        link: 3,
        info: 1,
        entryBytes: SYMBOL_BYTES,
      }),
      section('.dynstr', TYPE.strtab, placed(stringsAt, strings)),
      section('.text', TYPE.progbits, {
        ...placed(textAt, code.finish()),
        flags: FLAG.alloc | FLAG.execute,
      }),
      section('.dynamic', TYPE.dynamic, {
        ...placed(dynamicAt, dynamic.finish()),
        flags: FLAG.alloc | FLAG.write,
        link: 3,
        entryBytes: 16,
      }),
      section('.data', TYPE.progbits, {
        ...placed(dataAt, descriptor),
        flags: FLAG.alloc | FLAG.write,
      }),
    ],
  )
}
