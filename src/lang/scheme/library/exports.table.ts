// The standard libraries and the names they export, from R7RS (small) appendix A and the SRFIs.
//
// A name that the system does not have yet may be imported; evaluating it is an error that says so. A SRFI
// is a library here as soon as the system has all its names.

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** By name as it is printed. */
export const libraryExports: ReadonlyMap<string, readonly string[]> = new Map([
  ['(scheme base)', words(`
    * + - ... / < <= = => > >= _ abs and append apply assoc assq assv begin binary-port? boolean=? boolean?
    bytevector bytevector-append bytevector-copy bytevector-copy! bytevector-length bytevector-u8-ref
    bytevector-u8-set! bytevector? caar cadr call-with-current-continuation call-with-port call-with-values call/cc
    car case cdar cddr cdr ceiling char->integer char-ready? char<=? char<? char=? char>=? char>? char?
    close-input-port close-output-port close-port complex? cond cond-expand cons current-error-port
    current-input-port current-output-port define define-record-type define-syntax define-values denominator do
    dynamic-wind else eof-object eof-object? eq? equal? eqv? error error-object-irritants error-object-message
    error-object? even? exact exact-integer-sqrt exact-integer? exact? expt features file-error? floor floor-quotient
    floor-remainder floor/ flush-output-port for-each gcd get-output-bytevector get-output-string guard if include
    include-ci inexact inexact? input-port-open? input-port? integer->char integer? lambda lcm length let let*
    let*-values let-syntax let-values letrec letrec* letrec-syntax list list->string list->vector list-copy list-ref
    list-set! list-tail list? make-bytevector make-list make-parameter make-string make-vector map max member memq
    memv min modulo negative? newline not null? number->string number? numerator odd? open-input-bytevector
    open-input-string open-output-bytevector open-output-string or output-port-open? output-port? pair? parameterize
    peek-char peek-u8 port? positive? procedure? quasiquote quote quotient raise raise-continuable rational? rationalize
    read-bytevector read-bytevector! read-char read-error? read-line read-string read-u8 real? remainder reverse
    round set! set-car! set-cdr! square string string->list string->number string->symbol string->utf8
    string->vector string-append string-copy string-copy! string-fill! string-for-each string-length string-map
    string-ref string-set! string<=? string<? string=? string>=? string>? string? substring symbol->string symbol=?
    symbol? syntax-error syntax-rules textual-port? truncate truncate-quotient truncate-remainder truncate/
    u8-ready? unless unquote unquote-splicing utf8->string values vector vector->list vector->string vector-append
    vector-copy vector-copy! vector-fill! vector-for-each vector-length vector-map vector-ref vector-set! vector?
    when with-exception-handler write-bytevector write-char write-string write-u8 zero?`)],
  ['(scheme case-lambda)', words('case-lambda')],
  ['(scheme char)', words(`
    char-alphabetic? char-ci<=? char-ci<? char-ci=? char-ci>=? char-ci>? char-downcase char-foldcase
    char-lower-case? char-numeric? char-upcase char-upper-case? char-whitespace? digit-value string-ci<=?
    string-ci<? string-ci=? string-ci>=? string-ci>? string-downcase string-foldcase string-upcase`)],
  ['(scheme complex)', words('angle imag-part magnitude make-polar make-rectangular real-part')],
  ['(scheme cxr)', words(`
    caaaar caaadr caaar caadar caaddr caadr cadaar cadadr cadar caddar cadddr caddr cdaaar cdaadr cdaar cdadar
    cdaddr cdadr cddaar cddadr cddar cdddar cddddr cdddr`)],
  ['(scheme eval)', words('environment eval')],
  ['(scheme file)', words(`
    call-with-input-file call-with-output-file delete-file file-exists? open-binary-input-file
    open-binary-output-file open-input-file open-output-file with-input-from-file with-output-to-file`)],
  ['(scheme inexact)', words('acos asin atan cos exp finite? infinite? log nan? sin sqrt tan')],
  ['(scheme lazy)', words('delay delay-force force make-promise promise?')],
  ['(scheme load)', words('load')],
  ['(scheme process-context)', words(`
    command-line emergency-exit exit get-environment-variable get-environment-variables`)],
  ['(scheme read)', words('read')],
  ['(scheme repl)', words('interaction-environment')],
  ['(scheme time)', words('current-jiffy current-second jiffies-per-second')],
  ['(scheme write)', words('display write write-shared write-simple')],
  ['(scheme r5rs)', words(`
    * + - ... / < <= = => > >= _ abs acos and angle append apply asin assoc assq assv atan begin boolean? caaaar
    caaadr caaar caadar caaddr caadr caar cadaar cadadr cadar caddar cadddr caddr cadr
    call-with-current-continuation call-with-input-file call-with-output-file call-with-values car case cdaaar
    cdaadr cdaar cdadar cdaddr cdadr cdar cddaar cddadr cddar cdddar cddddr cdddr cddr cdr ceiling char->integer
    char-alphabetic? char-ci<=? char-ci<? char-ci=? char-ci>=? char-ci>? char-downcase char-lower-case?
    char-numeric? char-ready? char-upcase char-upper-case? char-whitespace? char<=? char<? char=? char>=? char>?
    char? close-input-port close-output-port complex? cond cons cos current-input-port current-output-port define
    define-syntax delay denominator display do dynamic-wind else eof-object? eq? equal? eqv? eval even?
    exact->inexact exact? exp expt floor for-each force gcd if imag-part inexact->exact inexact? input-port?
    integer->char integer? interaction-environment lambda lcm length let let* let-syntax letrec letrec-syntax list
    list->string list->vector list-ref list-tail list? load log magnitude make-polar make-rectangular make-string
    make-vector map max member memq memv min modulo negative? newline not null-environment null? number->string
    number? numerator odd? open-input-file open-output-file or output-port? pair? peek-char positive? procedure?
    quasiquote quote quotient rational? rationalize read read-char real-part real? remainder reverse round
    scheme-report-environment set! set-car! set-cdr! sin sqrt string string->list string->number string->symbol
    string-append string-ci<=? string-ci<? string-ci=? string-ci>=? string-ci>? string-copy string-fill!
    string-length string-ref string-set! string<=? string<? string=? string>=? string>? string? substring
    symbol->string symbol? syntax-rules tan truncate unquote unquote-splicing values vector vector->list
    vector-fill! vector-length vector-ref vector-set! vector? with-input-from-file with-output-to-file write
    write-char zero?`)],
])

/** SRFIs, which are importable when the system has every one of their names. */
export const srfiExports: ReadonlyMap<string, readonly string[]> = new Map([
  ['(srfi 1)', words(`
    cons list xcons cons* make-list list-tabulate list-copy circular-list iota proper-list? circular-list?
    dotted-list? pair? null? null-list? not-pair? list= car cdr caar cadr cdar cddr caaar caadr cadar caddr cdaar
    cdadr cddar cdddr list-ref first second third fourth fifth sixth seventh eighth ninth tenth car+cdr take drop
    take-right drop-right take! drop-right! split-at split-at! last last-pair length length+ append concatenate
    reverse append! concatenate! reverse! append-reverse append-reverse! zip unzip1 unzip2 unzip3 unzip4 unzip5
    count map for-each fold unfold pair-fold reduce fold-right unfold-right pair-fold-right reduce-right append-map
    append-map! map! map-in-order pair-for-each filter-map filter partition remove filter! partition! remove! memq
    memv member find find-tail any every list-index take-while drop-while take-while! span break span! break!
    delete delete-duplicates delete! delete-duplicates! assq assv assoc alist-cons alist-copy alist-delete
    alist-delete! lset<= lset= lset-adjoin lset-union lset-union! lset-intersection lset-intersection!
    lset-difference lset-difference! lset-xor lset-xor! lset-diff+intersection lset-diff+intersection! set-car!
    set-cdr!`)],
  ['(srfi 2)', words('and-let*')],
  ['(srfi 6)', words('open-input-string open-output-string get-output-string')],
  ['(srfi 8)', words('receive')],
  ['(srfi 9)', words('define-record-type')],
  ['(srfi 11)', words('let-values let*-values')],
  ['(srfi 16)', words('case-lambda')],
  ['(srfi 23)', words('error')],
  ['(srfi 26)', words('cut cute <> <...>')],
  ['(srfi 28)', words('format')],
  ['(srfi 34)', words('guard raise with-exception-handler')],
  ['(srfi 39)', words('make-parameter parameterize')],
  ['(srfi 69)', words(`
    make-hash-table hash-table? alist->hash-table hash-table-equivalence-function hash-table-hash-function
    hash-table-ref hash-table-ref/default hash-table-set! hash-table-delete! hash-table-exists?
    hash-table-update! hash-table-update!/default hash-table-size hash-table-keys hash-table-values
    hash-table-walk hash-table-fold hash-table->alist hash-table-copy hash-table-merge! hash string-hash
    string-ci-hash hash-by-identity`)],
  ['(srfi 87)', words('case => else')],
  ['(srfi 98)', words('get-environment-variable get-environment-variables')],
  ['(srfi 111)', words('box box? unbox set-box!')],
])
