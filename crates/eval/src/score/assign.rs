//! One-to-one pairs of greatest weight.

/// The one-to-one pairs (row, column) of greatest total weight by the Hungarian method (Kuhn 1955, with potentials), in the
/// order of the rows; a weight of 0 pairs nothing. Ties are settled as in the reference scorer.
pub fn assign(weights: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let (n, m) = (weights.len(), weights.first().map_or(0, Vec::len));
    if n > m {
        let turned = (0..m).map(|column| weights.iter().map(|row| row[column]).collect()).collect::<Vec<_>>();
        let mut pairs = assign(&turned).into_iter().map(|(j, i)| (i, j)).collect::<Vec<_>>();
        pairs.sort_unstable();
        return pairs;
    }
    let mut potentials = Potentials { row: vec![0.0; n + 1], column: vec![0.0; m + 1] };
    // The row that each column is given to; 0 where it is free.
    let mut row_of = vec![0; m + 1];
    for row in 1..=n {
        row_of[0] = row;
        augment(weights, &mut potentials, &mut row_of);
    }
    let mut pairs = (1..=m)
        .filter(|&column| row_of[column] > 0 && weights[row_of[column] - 1][column - 1] > 0.0)
        .map(|column| (row_of[column] - 1, column - 1))
        .collect::<Vec<_>>();
    pairs.sort_unstable();
    pairs
}

struct Potentials {
    row: Vec<f64>,
    column: Vec<f64>,
}

/// Gives the row that stands in column 0 a column, moving others where that is better.
fn augment(weights: &[Vec<f64>], potentials: &mut Potentials, row_of: &mut [usize]) {
    let m = row_of.len() - 1;
    let (mut least, mut via, mut used) = (vec![f64::INFINITY; m + 1], vec![0; m + 1], vec![false; m + 1]);
    let mut j = 0;
    while row_of[j] > 0 {
        used[j] = true;
        let (i, mut delta, mut nearest) = (row_of[j], f64::INFINITY, 0);
        for k in (1..=m).filter(|&k| !used[k]) {
            let cost = -weights[i - 1][k - 1] - potentials.row[i] - potentials.column[k];
            if cost < least[k] {
                (least[k], via[k]) = (cost, j);
            }
            if least[k] < delta {
                (delta, nearest) = (least[k], k);
            }
        }
        for k in 0..=m {
            if used[k] {
                potentials.row[row_of[k]] += delta;
                potentials.column[k] -= delta;
            } else {
                least[k] -= delta;
            }
        }
        j = nearest;
    }
    while j > 0 {
        row_of[j] = row_of[via[j]];
        j = via[j];
    }
}

#[cfg(test)]
mod tests {
    use super::assign;

    #[test]
    fn the_total_decides_not_the_single_best_pair() {
        assert_eq!(assign(&[vec![2.0, 3.0], vec![0.0, 2.0], vec![0.0, 1.0]]), [(0, 0), (1, 1)]);
        assert_eq!(assign(&[vec![0.0, 5.0, 3.0], vec![0.0, 5.0, 1.0]]), [(0, 2), (1, 1)]);
        assert!(assign(&[]).is_empty() && assign(&[vec![], vec![]]).is_empty());
    }
}
