;;; name: coroutines
;;; class: continuations
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; coroutines: a round-robin scheduler. Producers, filters and consumers pass numbers through
;; bounded channels and give up control by capturing their continuation.

(import (scheme base) (scheme process-context) (scheme write))

(define size 1000000) ; numbers sent by each producer; small 400

(define (expected n)
  (cond ((= n 400) 133868)
        ((= n 1000000) 833334666668)
        (else #f)))

(define-record-type queue
  (make-queue front back)
  queue?
  (front queue-front set-queue-front!)
  (back queue-back set-queue-back!))

(define (enqueue! queue item)
  (set-queue-back! queue (cons item (queue-back queue))))

(define (queue-empty? queue)
  (and (null? (queue-front queue)) (null? (queue-back queue))))

(define (dequeue! queue)
  (if (null? (queue-front queue))
      (begin
        (set-queue-front! queue (reverse (queue-back queue)))
        (set-queue-back! queue '())))
  (let ((item (car (queue-front queue))))
    (set-queue-front! queue (cdr (queue-front queue)))
    item))

(define ready (make-queue '() '()))
(define leave-scheduler #f)

(define (run-next)
  (if (queue-empty? ready)
      (leave-scheduler #f)
      ((dequeue! ready))))

(define (yield)
  (call-with-current-continuation
    (lambda (k)
      (enqueue! ready (lambda () (k #f)))
      (run-next))))

(define (spawn! thunk)
  (enqueue! ready (lambda () (thunk) (run-next))))

(define (run-all)
  (call-with-current-continuation
    (lambda (k)
      (set! leave-scheduler k)
      (run-next))))

;; A channel holds one message; #f stands for none.
(define (make-channel) (vector #f))

(define (send! channel message)
  (if (vector-ref channel 0)
      (begin (yield) (send! channel message))
      (vector-set! channel 0 message)))

(define (receive! channel)
  (let ((message (vector-ref channel 0)))
    (if message
        (begin (vector-set! channel 0 #f) message)
        (begin (yield) (receive! channel)))))

(define (produce! channel count)
  (do ((i 1 (+ i 1)))
      ((> i count) (send! channel 'end))
    (send! channel i)))

(define (filter! from to)
  (let ((message (receive! from)))
    (cond ((eq? message 'end) (send! to 'end))
          ((= (modulo message 3) 0) (filter! from to))
          (else
           (send! to (* 2 message))
           (filter! from to)))))

(define total 0)

(define (consume! channel)
  (let ((message (receive! channel)))
    (if (not (eq? message 'end))
        (begin
          (set! total (+ total message))
          (consume! channel)))))

(define (spawn-pipeline! count)
  (let ((raw (make-channel)) (filtered (make-channel)))
    (spawn! (lambda () (consume! filtered)))
    (spawn! (lambda () (filter! raw filtered)))
    (spawn! (lambda () (produce! raw count)))))

(define (run-pipelines count)
  (spawn-pipeline! count)
  (spawn-pipeline! (quotient count 2))
  (run-all)
  total)

(define (main)
  (let ((result (run-pipelines size))
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
