;;; name: red-black
;;; class: records
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; red-black: a persistent red-black tree of records. Every insertion copies the path to the root
;; and rebalances it by four mirrored cases.

(import (scheme base) (scheme process-context) (scheme write))

(define size 800000) ; insertions; small 1500

(define (expected n)
  (cond ((= n 1500) 1500)
        ((= n 800000) 32769)
        (else #f)))

(define-record-type node
  (make-node red? left key right)
  node?
  (red? node-red?)
  (left node-left)
  (key node-key)
  (right node-right))

(define (red-node? tree)
  (and (node? tree) (node-red? tree)))

;; Two black children under a red root, from seven parts in order.
(define (split a x b y c z d)
  (make-node #t (make-node #f a x b) y (make-node #f c z d)))

(define (balance-left left key right)
  (cond ((and (red-node? left) (red-node? (node-left left)))
         (let ((inner (node-left left)))
           (split (node-left inner) (node-key inner) (node-right inner)
                  (node-key left) (node-right left) key right)))
        ((and (red-node? left) (red-node? (node-right left)))
         (let ((inner (node-right left)))
           (split (node-left left) (node-key left) (node-left inner)
                  (node-key inner) (node-right inner) key right)))
        (else (make-node #f left key right))))

(define (balance-right left key right)
  (cond ((and (red-node? right) (red-node? (node-left right)))
         (let ((inner (node-left right)))
           (split left key (node-left inner)
                  (node-key inner) (node-right inner) (node-key right) (node-right right))))
        ((and (red-node? right) (red-node? (node-right right)))
         (let ((inner (node-right right)))
           (split left key (node-left right)
                  (node-key right) (node-left inner) (node-key inner) (node-right inner))))
        (else (make-node #f left key right))))

(define (insert-below tree key)
  (if (not tree)
      (make-node #t #f key #f)
      (let ((here (node-key tree)) (left (node-left tree)) (right (node-right tree)))
        (cond ((= key here) tree)
              ((node-red? tree)
               (if (< key here)
                   (make-node #t (insert-below left key) here right)
                   (make-node #t left here (insert-below right key))))
              ((< key here) (balance-left (insert-below left key) here right))
              (else (balance-right left here (insert-below right key)))))))

(define (insert tree key)
  (let ((result (insert-below tree key)))
    (make-node #f (node-left result) (node-key result) (node-right result))))

(define (tree-size tree)
  (if tree
      (+ 1 (tree-size (node-left tree)) (tree-size (node-right tree)))
      0))

;; The number of black nodes on every path down, or #f when the tree's rules are broken.
(define (black-height tree)
  (if (not tree)
      0
      (let ((left (black-height (node-left tree)))
            (right (black-height (node-right tree))))
        (and left
             right
             (= left right)
             (not (and (node-red? tree)
                       (or (red-node? (node-left tree)) (red-node? (node-right tree)))))
             (if (node-red? tree) left (+ left 1))))))

;; The keys are k^2 modulo a prime, so that half of the insertions find their key there.
(define (build count)
  (let loop ((k 1) (tree #f))
    (if (> k count)
        tree
        (loop (+ k 1) (insert tree (modulo (* k k) 65537))))))

(define (checked-size tree)
  (and (black-height tree) (tree-size tree)))

(define (main)
  (let ((result (checked-size (build size)))
        (wanted (expected size)))
    (cond ((equal? result wanted)
           (display "ok ")
           (write result)
           (newline))
          (else
           (display "wrong ")
           (write result)
           (display " expected ")
           (write wanted)
           (newline)
           (exit 1)))))

(main)
