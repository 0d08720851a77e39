# Every subset of the first trials of a set of metadat by metafor's gosh, on one processor: Rscript gosh.R bcg 13
suppressMessages(library(metafor))
asked <- commandArgs(trailingOnly = TRUE)
k <- as.integer(asked[2])
set <- if (asked[1] == "bcg") escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg) else get(asked[1])
y <- as.numeric(set$yi)[1:k]
v <- as.numeric(set$vi)[1:k]
taken <- system.time(found <- gosh(rma(y, v, method = "REML"), subsets = 2^k, progbar = FALSE))
several <- rowSums(found$incl) > 1
cat(jsonlite::toJSON(list(
  seconds = unname(taken["user.self"] + taken["sys.self"]), estimates = y, variances = v,
  numbers = c(found$incl[several, ] %*% 2^(seq_len(k) - 1)), means = found$res$estimate[several],
  tau = sqrt(found$res$tau2[several]), version = as.character(packageVersion("metafor"))
), auto_unbox = TRUE, digits = 15))
