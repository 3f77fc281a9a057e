// What a random expression of a type can be: a row is a type, a weight and a template.
//
// In a template,
//   $int        an expression of that type; $T of the wanted type, $U and $V of two random types
//   $int+       the same in a place whose evaluation order is fixed: it may have effects
//   $stmt       a statement, or nothing where effects are not allowed
//   $set:int    a variable of that type that may be assigned; the row needs one to be there
//   $var:k:T    a variable of that type, likewise
//   $call:T     a call of a procedure of the program that returns this type
//   (where guarded x)   x; the row needs a variable of that type to be in scope
//   ?a          a fresh name, the same all over the template
//   #n          how often a loop runs
//   (in ((?a int) (?b U set)) …)    … with these variables, `set` if they may be assigned
//   (in* …)     the same for what a loop runs #n times
//   (closed …)  the same for the body of a closure that may live longer than this expression
//   (clip:T x)  x, cut down to a size that cannot grow from round to round
// Types besides those of values: `k:T` an escape with a T, `guarded` where `raise` is caught, `resumed`
// where `raise-continuable` gives an integer. `effects` rows are left out where effects are not allowed.

export interface Rule {
  /** The type of its value; `T` for rows that fit all. */
  readonly type: string
  readonly weight: number
  readonly template: string
  readonly effects?: true
  /** Other systems print or define this in their own way. */
  readonly own?: true
}

const rows = (type: string, ...list: readonly (readonly [number, string, ('effects' | 'own')?])[]): Rule[] =>
  list.map(([weight, template, mark]) => ({ type, weight, template, ...(mark === undefined ? {} : { [mark]: true as const }) }))

export const valueTypes = ['int', 'flo', 'num', 'bool', 'char', 'str', 'sym', 'ilist', 'vec', 'any', 'fun1', 'fun2', 'pt', 'nat'] as const

/** Statements: their value is not used. */
export const statementRules: readonly Rule[] = rows('stmt',
  [4, '(set! $set:int (wrap $int))'],
  [2, '(set! $set:flo (bound $flo))'],
  [2, '(set! $set:num (clip:num $num))'],
  [2, '(set! $set:any (clip:any $any))'],
  [1, '(set! $set:str (clip:str $str))'],
  [1, '(set! $set:ilist (clip:ilist $ilist))'],
  [1, '(set! $set:sym $sym)'],
  [1, '(set! $set:bool $bool)'],
  [1, '(set! $set:vec $vec)'],
  [1, '(set! $set:pt $pt)'],
  [1, '(set! $set:fun1 (lambda (?x) (closed ((?x int)) (wrap $int))))'],
  [2, '(let ((?v $vec)) (vector-set! ?v (modulo $int (vector-length ?v)) (wrap $int)))'],
  [1, '(vector-fill! $vec (wrap $int))'],
  [1, '(set-pt-x! $pt (wrap $int))'],
  [1, '(set-pt-y! $pt (clip:any $any))'],
  [2, '(hash-table-set! tab (modulo $int 7) (wrap $int))'],
  [1, '(hash-table-set! tab $sym (wrap $int))'],
  [1, '(hash-table-update!/default tab $sym (lambda (?x) (in ((?x int)) (wrap $int))) $int)'],
  [1, '(hash-table-delete! tab (modulo $int 7))'],
  [2, '(if $bool (begin $stmt $stmt #f))'],
  [2, '(when $bool $stmt $stmt #f)'],
  [1, '(unless $bool $stmt #f)'],
  [1, '(for-each (lambda (?x) (in* ((?x int)) $stmt #f)) (clip:ilist $ilist))'],
  [1, '(vector-for-each (lambda (?x) (in* ((?x int)) $stmt #f)) (vector $int $int $int))'],
  [1, '(do ((?i 0 (+ ?i 1))) ((= ?i #n)) (in* ((?i int)) $stmt $stmt))'],
  [1, '(while-less ?i #n (in* ((?i int)) $stmt))'],
  [1, '(swap! $set:int $set:int)'],
  [1, '(let ((?s (make-string 3 $char))) (string-set! ?s 1 $char) (note ?s))'],
  [2, '(when (= 3 (modulo tick 41)) (show $U))'],
  [1, '(note $U)'],
  [1, '(call/cc (lambda (?k) (in ((?k k:int)) $stmt $stmt (?k 1))))'],
  [1, '(guard (?e (#t (note ?e))) (in ((?g guarded)) $stmt $U))'],
  [1, "(dynamic-wind (lambda () (note 'in)) (lambda () $stmt #f) (lambda () (note 'out)))"],
)

const anyType = rows('T',
  [7, '(if $bool $T+ $T+)'],
  [3, '(cond ($bool $T+) ($bool $T+) (else $T+))'],
  [2, "(case (modulo $int 5) ((0 2) $T+) ((1) $T+) (else $T+))"],
  [1, "(case $sym ((a b) $T+) ((c) $T+) (else $T+))"],
  [3, '(let ((?a $U)) (in ((?a U set)) $stmt $T+))'],
  [2, '(let* ((?a $U) (?b (in ((?a U)) $V))) (in ((?a U) (?b V set)) $stmt $T+))'],
  [2, '(begin $stmt $T+)', 'effects'],
  [2, '((lambda (?a ?b) (in ((?a U) (?b V)) $T+)) $U $V)'],
  [2, '(call/cc (lambda (?k) (in ((?k k:T)) $stmt $T+)))'],
  [4, '($var:k:T $T)'],
  [2, "(guard (?e ((symbol? ?e) $T+) ((string? ?e) $T+) (else $T+)) (in ((?g guarded)) $stmt $T+))"],
  [1, "(guard (?e ((number? ?e) $T+)) (guard (?e ((symbol? ?e) $T+)) (in ((?g guarded-number)) $T+)))"],
  [3, "(where guarded (raise 'boom))"],
  [2, '(where guarded (raise "boom"))'],
  [1, '(where guarded (raise (list 1 2)))'],
  [1, '(where guarded (error "failed" $int))'],
  [2, '(where guarded-number (raise $nat))'],
  [1, "(where guarded-number (raise 'nested))"],
  [2, '(with-exception-handler (lambda (?e) (in () (wrap $int))) (lambda () (in ((?g resumed) (- guarded) (- guarded-number)) $T+)))'],
  [1, "(dynamic-wind (lambda () (note 'before)) (lambda () $T+) (lambda () (note 'after)))", 'effects'],
  [1, '(call-with-values (lambda () (values $U $V)) (lambda (?a ?b) (in ((?a U) (?b V)) $T+)))'],
  [1, '(let-values (((?a ?b) (values $U $V)) ((?c . ?d) (values $int $int))) (in ((?a U) (?b V) (?c int) (?d ilist)) $T+))'],
  [1, '(let*-values (((?a ?b) (values $U $V)) ((?c) (in ((?a U) (?b V)) $U))) (in ((?b V) (?c U)) $T+))'],
  [1, '(parameterize ((par (wrap $int))) $T+)'],
  [3, '(let ?loop ((?i #n) (?a $T)) (if (< ?i 1) ?a (?loop (- ?i 1) (in* ((?i int) (?a T)) (clip:T $T)))))'],
  [2, '(do ((?i 0 (+ ?i 1)) (?a $T (in* ((?i int) (?a T)) (clip:T $T)))) ((= ?i #n) ?a) (in* ((?i int) (?a T)) $stmt))'],
  [1, '(let ?loop ((?i 0) (?a $U) (?b $T)) (cond ((= ?i #n) ?b) ((in ((?i int) (?a U)) $bool) (?loop (+ ?i 1) (in* ((?i int) (?a U) (?b T)) (clip:U $U)) ?b)) (else (?loop (+ ?i 1) ?a (in* ((?a U) (?b T)) (clip:T $T))))))'],
  [6, '$call:T'],
  [1, '(my-if $bool $T+ $T+)'],
  [1, '(bind1 (?a $U) (in ((?a U)) $T+))'],
  [1, '(force (delay $T))'],
  [1, '(let ((?c $T)) (define (?get) ?c) (define (?put x) (set! ?c x)) (in ((?c T)) (?put $T)) (?get))'],
  [1, '(letrec ((?even (lambda (n) (if (= n 0) $T (?odd (- n 1))))) (?odd (lambda (n) (if (= n 0) $T (?even (- n 1)))))) (?even $nat))'],
)

const int = rows('int',
  [5, '(+ $int $int)'], [5, '(- $int $int)'], [4, '(* $int $int)'], [2, '(+ $int 1)'], [2, '(- $int 1)'], [1, '(* $int 2)'],
  [1, '(+ $int $int $int)'], [1, '(- $int)'],
  [2, '(quotient $int $nonzero)'], [2, '(remainder $int $nonzero)'], [2, '(modulo $int $nonzero)'],
  [1, '(abs $int)'], [1, '(max $int $int)'], [1, '(min $int $int)'], [1, '(gcd $int $int)'], [1, '(square $int)'],
  [1, '(floor-quotient $int $nonzero)'], [1, '(floor-remainder $int $nonzero)'],
  [1, '(expt $int $nat)'],
  [1, '(call-with-values (lambda () (exact-integer-sqrt (abs $int))) (lambda (?a ?b) (- ?b ?a)))'],
  [3, '(let ((?v $vec)) (vector-ref ?v (modulo $int (vector-length ?v))))'],
  [1, '(vector-length $vec)'], [1, '(length $ilist)'], [1, '(string-length $str)'], [1, '(char->integer $char)'],
  [1, '(let ((?l $ilist)) (if (pair? ?l) (car ?l) $int))'],
  [1, '(apply + $ilist)'], [1, '(apply max $int $ilist)'], [1, '(apply $fun2 (list $int $int))'],
  [3, '($fun1 $int)'], [2, '($fun2 $int $int)'],
  [1, '((lambda (?a . ?b) (in ((?a int) (?b ilist)) $int)) $int $int $int)'],
  [1, '(pt-x $pt)'], [1, '(par)'], [1, '(+ (par) $int)'],
  [2, '(hash-table-ref/default tab (modulo $int 7) $int)'], [1, '(hash-table-ref/default tab $sym 5)'],
  [1, '(string->number (number->string $int))'], [1, '(string->number (number->string $int 16) 16)'],
  [2, '(truncated $flo)'],
  [2, "(where resumed (+ $int (raise-continuable 'again)))"],
  [1, '(let* ((?c $int) (?inc (lambda (?n) (set! ?c (wrap (+ ?c ?n))) ?c))) (?inc $int) (?inc 2) (in ((?c int) (?inc fun1)) $int))', 'own'],
  [1, '(total ?a (clip:ilist $ilist) (in* ((?a int)) (wrap $int)))'],
  [1, '(exact (floor (bound $flo)))'],
  [1, '(let ((?p (open-output-string))) (write $U ?p) (string-length (get-output-string ?p)))', 'own'],
  [1, '(let ((?p (open-input-string $str))) (let ?loop ((?n 0)) (if (eof-object? (read-char ?p)) ?n (?loop (+ ?n 1)))))'],
  [1, '(generated (clip:ilist $ilist))'],
  [1, '(let ((?x (assv $nat (list (cons 1 2) (cons 3 $int))))) (if ?x (cdr ?x) $int))'],
  [1, '(numerator $ratio)'], [1, '(denominator $ratio)'],
  [1, '(exact (round $ratio))'], [1, '(wrap (exact $ratio-int))'],
)

const flo = rows('flo',
  [5, '(+ $flo $flo)'], [5, '(- $flo $flo)'], [5, '(* $flo $flo)'], [3, '(/ $flo $flo)'],
  [2, '(+ $flo $nat)'], [2, '(* $flo 0.5)'], [2, '(- $flo 1)'], [1, '(- $flo)'],
  [1, '(sqrt (abs $flo))'], [3, '(inexact $int)'], [1, '(abs $flo)'], [1, '(floor $flo)'], [1, '(round $flo)'], [1, '(truncate $flo)'],
  [1, '(max $flo $flo)'], [1, '(min $flo 1.5)'], [1, '(/ $flo 3.)'], [1, '(inexact $ratio)'],
  [1, '(exact->inexact $nat)', 'own'], [1, '(exp (/ $nat 4.))', 'own'], [1, '(atan $flo)', 'own'],
)

const num = rows('num',
  [4, '$int+'], [4, '$flo+'], [2, '$ratio'], [4, '(+ $num $num)'], [4, '(- $num $num)'], [4, '(* $num $num)'], [1, '(/ $num $nonzero)'],
  [1, '(max $int $int)'], [1, '(- $num)'], [1, '(+ $num 1)'], [1, '(* $num 2)'],
)

const bool = rows('bool',
  [5, '(< $int $int)'], [3, '(= $int $int)'], [2, '(<= $int $int)'], [2, '(> $int $int)'], [1, '(>= $int $int $int)'],
  [3, '(< $flo $flo)'], [1, '(>= $flo $flo)'], [1, '(= $flo $int)'], [2, '(< $num $num)'], [1, '(= $num $num)'],
  [1, '(zero? $num)'], [1, '(negative? $num)'], [1, '(positive? $int)'], [1, '(even? $int)'], [1, '(odd? $int)'],
  [2, '(not $bool)'], [2, '(and $bool $bool+)'], [2, '(or $bool $bool+)'], [1, '(my-or $bool $bool)'],
  [1, '(eq? $sym $sym)'], [1, '(null? $any)'], [1, '(pair? $any)'], [1, '(char<? $char $char)'], [1, '(char=? $char $char)'],
  [1, '(string=? $str $str)'], [1, '(string<? $str $str)'], [1, '(equal? $any $any)'], [1, '(equal? $U $U)'], [1, '(eqv? $num $num)'],
  [1, '(symbol? $any)'], [1, '(vector? $any)'], [1, '(procedure? $any)'], [1, '(number? $any)'], [1, '(integer? $num)'], [1, '(string? $any)'],
  [1, '(pair? (memv $int $ilist))'], [1, '(pair? (member $any (list $any $any)))'], [1, '(pt? $any)'], [1, '(char? $any)'],
  [1, '(< (modulo tick 7) 3)'], [1, '(boolean? $any)'], [1, '(exact? $num)'],
)

const char = rows('char',
  [3, '(integer->char (+ 97 (modulo $int 26)))'], [2, '(let ((?s $str)) (string-ref (string-append ?s "z") (modulo $int (+ 1 (string-length ?s)))))'],
  [1, '(char-upcase $char)'], [1, '(char-downcase $char)'],
)
const str = rows('str',
  [3, '(string-append $str $str)'], [2, '(number->string (wrap $int))'], [1, '(symbol->string $sym)'], [2, '(string $char $char)'],
  [1, '(list->string (list $char $char $char))'], [1, '(substring (string-append $str "xyz") 1 3)'], [1, '(string-upcase $str)'],
  [1, '(make-string $nat $char)'], [1, '(string-map char-upcase $str)'], [1, '(let ((?p (open-output-string))) (write (wrap $int) ?p) (display $str ?p) (get-output-string ?p))'],
  [1, '(list->string (reverse (string->list $str)))'], [1, '(apply string-append (list $str $str))'], [1, '(string-copy $str)'],
)
const sym = rows('sym', [2, '(string->symbol $str)'], [2, "(vector-ref (vector 'a 'b 'c $sym) $index4)"])
const ilist = rows('ilist',
  [3, '(cons $int $ilist)'], [3, '(list $int $int)'], [1, '(list $int $int $int $int)'], [2, '(map $fun1 (clip:ilist $ilist))'],
  [1, '(map (lambda (?x) (in* ((?x int)) (wrap $int))) (clip:ilist $ilist))'], [1, '(map (lambda (?x ?y) (in* ((?x int) (?y int)) (wrap $int))) (clip:ilist $ilist) (list 1 2 3))', 'own'],
  [1, '(reverse $ilist)'], [1, '(append $ilist $ilist)'], [1, '(vector->list $vec)'], [1, '(let ((?l $ilist)) (if (pair? ?l) (cdr ?l) ?l))'],
  [1, '(keep (lambda (?x) (in* ((?x int)) $bool)) (clip:ilist $ilist))'], [1, '(map char->integer (string->list $str))'], [1, '(list-copy $ilist)'],
  [1, '(let ?loop ((?i #n) (?l $ilist)) (if (= ?i 0) ?l (?loop (- ?i 1) (cons (in* ((?i int)) (wrap $int)) ?l))))'],
  [1, '(let ((?l (list $int $int))) (set-car! ?l $int) (set-cdr! (cdr ?l) $ilist) ?l)'], [1, '(list-tail (cons 1 (cons 2 $ilist)) 1)'],
  [1, '(hash-table-ref/default (fresh-table $ilist) $nat $ilist)'],
)
const vec = rows('vec',
  [3, '(vector $int $int)'], [2, '(make-vector (+ 1 $nat) $int)'], [1, '(vector-map $fun1 $vec)'], [1, '(list->vector (cons $int $ilist))'],
  [1, '(vector-map (lambda (?x) (in* ((?x int)) (wrap $int))) (vector 1 $int 3))'],
  [2, '(let ((?v (make-vector 4 $int))) (vector-set! ?v $index4 $int) ?v)'], [1, '(vector-append $vec (vector $int))', 'own'], [1, '(vector-copy $vec)'],
)
const any = rows('any',
  [2, '$int+'], [2, '$flo+'], [1, '$bool+'], [1, '$char+'], [1, '$str+'], [1, '$sym+'], [1, '$ilist+'], [1, '$vec+'], [1, '$pt'],
  [3, '(cons $any $any)'], [1, '(vector $any $any)'], [1, "'(1 (2.5 \"x\") . y)"], [1, '(list $any $any)'], [1, '(let ((?x $any)) (if (pair? ?x) (car ?x) ?x))'],
)
const others = [
  ...rows('fun1', [4, '(lambda (?x) (closed ((?x int)) (wrap $int)))'], [1, '(let ((?n $int)) (lambda (?x) (closed ((?x int) (?n int)) (wrap $int))))'],
    [1, '(let ((?f $fun1)) (lambda (?x) (closed ((?x int)) (?f (wrap $int)))))'], [1, 'abs'], [1, 'wrap'],
    [2, '(let ((?n $int)) (lambda (?x) (set! ?n (wrap (+ ?n ?x))) ?n))', 'own'], [1, '(lambda ?r (closed ((?r ilist)) (wrap $int)))'],
    [1, '(case-lambda ((?x) (closed ((?x int)) (wrap $int))) ((?x ?y) (+ ?x ?y)))'], [1, '(maker $nat)', 'own'] ),
  ...rows('fun2', [4, '(lambda (?x ?y) (closed ((?x int) (?y int)) (wrap $int)))'], [1, '+'], [1, 'max'], [1, '(let ((?n $int)) (lambda (?x ?y) (closed ((?x int) (?y int) (?n int)) (wrap $int))))'],
    [1, '(lambda (?x . ?r) (closed ((?x int) (?r ilist)) (wrap $int)))'] ),
  ...rows('pt', [4, '(make-pt (wrap $int) $any)'], [1, '(let ((?p (make-pt $int $any))) (set-pt-x! ?p $int) ?p)']),
  ...rows('nat', [2, '(modulo $int 9)'], [1, '(min 9 (length $ilist))'], [1, '(modulo tick 8)']),
  ...rows('index4', [2, '(modulo $int 4)'], [1, '(min 3 (string-length $str))']),
  ...rows('nonzero', [2, '(+ 1 (abs $int))'], [1, '(- -1 (abs $int))']),
  ...rows('ratio', [3, '(/ $int $nonzero)'], [1, '(+ $ratio $ratio)'], [1, '(* $ratio $int)'], [1, '(abs $ratio)']),
  ...rows('ratio-int', [1, '(* 2 (/ $int 2))'], [1, '(/ (* 6 $int) 3)']),
]

export const expressionRules: readonly Rule[] =
  [anyType, int, flo, num, bool, char, str, sym, ilist, vec, any, others].flat()

/** What an expression of a type is when there is no room for more. */
export const literals: Readonly<Record<string, readonly string[]>> = {
  int: ['tick', '(- tick 60)', '0', '1', '-1', '2', '3', '7', '10', '100', '255', '1000003', '1152921504606846975', '-1152921504606846976', '1152921504606846976',
    '576460752303423488', '2147483647', '-2147483648', '4294967296', '9007199254740993', '2305843009213693951', '-1152921504606846977',
    '1073741824', '3037000500', '1267650600228229401496703205376', '-18446744073709551616'],
  flo: ['0.', '1.', '-1.', '0.5', '1.5', '-2.25', '3.', '1e10', '1e-10', '-0.0', '1e300', '1e-300', '123456.789', '0.1', '4503599627370497.5', '1152921504606846976.'],
  num: ['0', '1', '1.5', '1/2', '-3/7', '1152921504606846975', '-0.5', '4'],
  bool: ['#t', '#f', '(even? tick)', '(< tick 65)', '(= 0 (modulo tick 3))'], char: ['#\\a', '#\\z', '#\\A', '#\\0', '#\\space'], str: ['""', '"a"', '"hello"', '"Zz"', '"12"'],
  sym: ["'a", "'b", "'c", "'foo"], ilist: ["'()", "'(1)", "'(1 2 3)", "'(1152921504606846975 -5)"], vec: ['(vector 1 2 3)', '(vector 0)'],
  any: ['#f', "'()", '1', '2.5', '"s"', "'sym", '#\\x', "'(1 . 2)"], fun1: ['abs', 'wrap', '(lambda (x) x)'], fun2: ['+', '-', 'max', '(lambda (x y) y)'],
  pt: ["(make-pt 1 'y)"], nat: ['0', '1', '2', '3', '5', '8'], index4: ['0', '1', '2', '3'], nonzero: ['1', '2', '-1', '3', '7', '-10', '1000003', '4294967296'],
  ratio: ['1/2', '-3/7', '22/7'], 'ratio-int': ['4', '(/ 6 3)'],
}

/** Expressions that end in an error whatever is around them, for programs that are to fail. */
export const wrongExpressions: readonly string[] = [
  '(car $int)', '(vector-ref $vec 1000)', '(+ $int $sym)', '($int $int)', '(< $flo $str)', '(vector-ref $vec $flo)', '(cdr (vector 1))',
  '(quotient $int 0)', '(error "deliberate" $int $sym)', "(raise 'deliberate)", '(string-length $sym)', '(hash-table-ref/default $int 1 2)', '(pt-x $int)',
  '((lambda (x) x))', '((lambda (x y) x) $int)', 'undefined-variable', '(vector-set! $ilist 0 1)', '(char->integer $int)', '(length $int)', '(apply + $int)',
  '(letrec ((a b) (b 1)) a)', '(symbol->string $str)', '(string-ref "abc" 3)', '(list-tail (list 1 2) 5)', '(exact (/ 0. 0.))', '(raise (list 1 $int))',
  '(map car (list $int))', '(for-each (lambda (x) (car x)) (list $int))', '(assq $sym $int)', '(string-append "a" $sym)', '(abs $sym)', '(sqrt $sym)',
  '(with-exception-handler (lambda (e) 0) (lambda () (raise $sym)))', '(dynamic-wind (lambda () #f) (lambda () (car $int)) (lambda () (note 1)))', '(vector-map car (vector $int))',
  '(make-vector -1 0)', '(integer->char -1)', '(list->string (list 1))', '(apply (lambda (x) x) (list 1 2))', '(call-with-values (lambda () (values 1 2)) (lambda (x) x))',
]
